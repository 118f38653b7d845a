import { badBuild, badHardware } from "../catalogue/known.ts";
import type { KnownIssue, Trigger } from "../model/knownIssue.ts";
import type { Located } from "../model/shape.ts";
import { DAY, type Duration, formatDuration, type Instant } from "../model/values.ts";
import { breaksOf } from "../project/domains.ts";
import type { Domain, Host } from "../project/project.ts";
import { burnsOf } from "../risk/ended.ts";
import type { Facts } from "./facts.ts";
import { knownInWords } from "./knownWords.ts";
import { basketName } from "./wording.ts";

/** Limits of uptime, power-on hours and age under hosts, from `domains` and from the catalogue: for the rules about them. */

/** Hosts under one limit. */
export interface FuseGroup {
  /** `build 3.5.0-1`, `SAS SSD HPD4` */
  readonly what: string;
  /** The entry of `domains` that it comes from; undefined for one of the catalogue. */
  readonly domain: Domain | undefined;
  readonly counts: FuseKind;
  readonly limit: Duration;
  /** Hosts whose days are closer than this run out together: before the first is repaired. */
  readonly apart: Duration;
  /** false: whether the limit holds here is unknown. */
  readonly certain: boolean;
  /** Whether something breaks on the day. */
  readonly breaks: boolean;
  /** What else is known, as sentences behind a space. */
  readonly words: string;
  readonly hosts: readonly Burning[];
}

export interface Burning {
  readonly host: Host;
  /** Undefined where nobody wrote the date that it counts from. */
  readonly since: Located<Instant> | undefined;
  readonly at: Instant | undefined;
}

export type FuseKind = Exclude<Trigger["kind"], "date">;

/** What is counted, and the key of a host that it counts from. */
export const FUSES: Readonly<
  Record<
    FuseKind,
    { readonly of: string; readonly was: string; readonly key: "booted" | "inService" | "installed" }
  >
> = {
  uptime: { of: "of uptime", was: "booted", key: "booted" },
  powerOn: { of: "of operation", was: "put in service", key: "inService" },
  sinceInstall: { of: "since the installation", was: "installed", key: "installed" },
};

/** Where the estate writes a fuse for what a host stands on, the catalogue is not asked. Hosts in estate order. */
export function fuseGroups({ project, known }: Facts): readonly FuseGroup[] {
  const groups = new Map<string, FuseGroup & { readonly hosts: Burning[] }>();
  const add = (key: string, make: () => Omit<FuseGroup, "hosts">, burning: Burning) => {
    const group = groups.get(key) ?? { ...make(), hosts: [] };
    group.hosts.push(burning);
    groups.set(key, group);
  };
  for (const host of project.hosts) {
    if (host.maintenance) continue;
    const domains = [host.domain, ...[...host.needs.values()].flatMap((need) => need.domains)];
    const written = domains.filter((domain) => domain.facts?.fuse !== undefined);
    for (const domain of written) {
      for (const burn of burnsOf(domain, host)) {
        const counts = KINDS[burn.counted];
        add(`${domain.id} ${counts}`, () => ofDomain(domain, counts, burn.limit), {
          host,
          since: burn.since,
          at: burn.at,
        });
      }
    }
    if (written.length > 0) continue;
    for (const { match, what } of catalogued(known, host)) {
      const { trigger, title } = match.issue;
      if (trigger === undefined || trigger.kind === "date") continue;
      const { kind, limit } = trigger;
      const since = host.entry[FUSES[kind].key];
      const words = ` ${sentence(title)} ${knownInWords(match, project.asOf)}`;
      const shared = { domain: undefined, apart: DAY, breaks: true, certain: match.certain };
      add(`${match.issue.id} ${what}`, () => ({ ...shared, what, counts: kind, limit, words }), {
        host,
        since,
        at: since && since.value + limit,
      });
    }
  }
  return [...groups.values()];
}

const KINDS = { booted: "uptime", "put in service": "powerOn", installed: "sinceInstall" } as const;

function ofDomain(domain: Domain, counts: FuseKind, limit: Duration): Omit<FuseGroup, "hosts"> {
  const note = domain.facts?.note;
  return {
    what: basketName(domain),
    domain,
    counts,
    limit,
    apart: Math.max(DAY, domain.repair),
    certain: true,
    breaks: breaksOf(domain) !== undefined,
    words: note === undefined ? "" : ` ${sentence(note.value)}`,
  };
}

function catalogued(known: readonly KnownIssue[], host: Host) {
  const { build, platform } = host;
  const builds = build === undefined ? [] : badBuild(known, platform, build);
  return [
    ...builds.map((match) => ({ match, what: `${platform ?? ""} ${build}` })),
    ...badHardware(known, host).map((match) => ({ match, what: match.what })),
  ];
}

/** `208.5 days`, `40000h` of operation, as the makers count. */
export function limitInWords(limit: Duration, counts: FuseKind): string {
  return counts === "powerOn" ? formatDuration(limit) : `${Math.round((limit / DAY) * 10) / 10} days`;
}

function sentence(text: string): string {
  const body = text.trim().replace(/\.$/, "");
  return `${body.charAt(0).toUpperCase()}${body.slice(1)}.`;
}
