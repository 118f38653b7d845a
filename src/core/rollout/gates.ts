import type { Host } from "../project/project.ts";
import { type Ground, servedStorages } from "./ground.ts";
import type { StagePlan } from "./plan.ts";

/** Words of gates that make the updated host do something that an update may have broken. */
const ACTIVE =
  /restart|reboot|boot|power|resume|suspend|migrat|vmotion|evacuat|failover|fail-over|log-?in|logon|sign-?in/;
/** Words of gates that only look whether it is still there. */
const PASSIVE =
  /^(ping|icmp|up|uptime|alive|heartbeat|wait|none|manual|approval|approve|sign-?off|monitor(ing|ed)?|health(y|-?check)?|status|connected|responding)$/;
/** Words of gates that look at the storage which the hosts serve. */
const STORAGE = /storage|ceph|vsan|s2d|resync|rebuil|heal|osd|disk|cluster-health/;

/** What is missing from the gates of a stage; undefined where nothing is. */
export interface Weakness {
  /** Nothing restarts, resumes, migrates or logs in. */
  readonly nothingActs: boolean;
  /** Names of storages that the stage's hosts serve and nobody looks at. */
  readonly unwatched: readonly string[];
}

/** Own words of a team that are neither known to act nor known to only look are taken to act: nobody can tell. */
export function weaknessOf(ground: Ground, stage: StagePlan): Weakness | undefined {
  const gates = (stage.spec.gates ?? []).map((gate) => gate.toLowerCase());
  const acting = gates.filter((gate) => ACTIVE.test(gate) || !(PASSIVE.test(gate) || STORAGE.test(gate)));
  const watched = gates.some((gate) => STORAGE.test(gate));
  const unwatched = watched ? [] : storagesServedBy(ground, [...stage.hosts, ...stage.done]);
  return acting.length === 0 || unwatched.length > 0
    ? { nothingActs: acting.length === 0, unwatched }
    : undefined;
}

/** Gates that prove what still being up does not, as far as these hosts can do them. */
export function gatesFor(ground: Ground, hosts: readonly Host[], oneWay: boolean): readonly string[] {
  const moves = hosts.some((host) => (host.cluster?.hosts.length ?? 0) > 1);
  const migrations = moves ? ["migrate-to-new", ...(oneWay ? [] : ["migrate-to-old"])] : [];
  const storage = storagesServedBy(ground, hosts).length > 0 ? ["storage-healthy"] : [];
  return ["power-on", "suspend-resume", ...migrations, "reboot", "login", ...storage];
}

/** The gates of a stage with what is missing behind them. */
export function mendedGates(
  ground: Ground,
  stage: StagePlan,
  weakness: Weakness,
  oneWay: boolean,
): readonly string[] {
  const own = stage.spec.gates ?? [];
  const wanted = gatesFor(ground, [...stage.hosts, ...stage.done], oneWay);
  const added = weakness.nothingActs ? wanted : wanted.filter((gate) => STORAGE.test(gate));
  return [...own, ...added.filter((gate) => !own.includes(gate))];
}

function storagesServedBy(ground: Ground, hosts: readonly Host[]): readonly string[] {
  return [...new Set(hosts.flatMap((host) => servedStorages(ground, host)).map((domain) => domain.name))];
}
