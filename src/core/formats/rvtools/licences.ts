import { quoted } from "../../model/words.ts";
import type { DomainSeen } from "../snapshot/observed.ts";
import { keyOf } from "./clusters.ts";
import type { Environments } from "./environments.ts";
import type { HostRow } from "./hosts.ts";
import { sharedNames } from "./names.ts";
import type { NoteBook } from "./notes.ts";
import { apartNote } from "./storage.ts";

/** What hosts are licensed by, and until when. Keys are secrets: they tell licences apart and are written nowhere. */
export interface Licences {
  readonly of: (host: HostRow) => readonly string[];
  readonly domains: readonly DomainSeen[];
}

interface Licence {
  readonly environment: string;
  readonly name: string;
  readonly key: string | undefined;
  readonly expires: string | undefined;
}

export function licencesIn(hosts: readonly HostRow[], environments: Environments, notes: NoteBook): Licences {
  const all: Licence[] = [];
  for (const { row, environment } of environments.rows("vLicense")) {
    const name = row.text("name");
    if (name === undefined) continue;
    all.push({ environment, name, key: row.text("key"), expires: row.date("expiration date") });
  }
  const names = new Set(all.map(({ environment, name }) => keyOf(environment, name)));
  const byKey = new Map(
    all.flatMap((each) => (each.key === undefined ? [] : [[keyOf(each.environment, each.key), each.name]])),
  );

  const assigned = ({ environment, licences: [whole = "", ...parts] }: HostRow): readonly string[] => {
    if (names.has(keyOf(environment, whole))) return [whole];
    return parts.flatMap((part) => byKey.get(keyOf(environment, part)) ?? (isKey(part) ? [] : [part]));
  };
  const named = hosts.flatMap((host) =>
    assigned(host).map((name) => ({ environment: host.environment, name })),
  );
  const known = all.map(({ environment, name, key }) => ({
    environment,
    name,
    identity: isEvaluation(name, key) ? undefined : key,
  }));
  const shared = sharedNames([...known, ...named]);
  if (shared.apart.length > 0) notes.say("", undefined, apartNote(shared.apart, "licence"));
  return {
    of: (host) => [...new Set(assigned(host).map((name) => shared.of(host.environment, name)))],
    domains: domainsOf(all, shared.of, notes),
  };
}

function domainsOf(
  all: readonly Licence[],
  finalName: (environment: string, name: string) => string,
  notes: NoteBook,
): readonly DomainSeen[] {
  const domains = new Map<string, DomainSeen>();
  for (const { environment, name, key, expires } of all) {
    if (expires === undefined) continue;
    const final = finalName(environment, name);
    const known = domains.get(final);
    if (known?.expires !== undefined && known.expires !== expires)
      notes.say(
        "",
        undefined,
        `Several licences are called ${quoted(name)} and end on different days: the first of these days counts.`,
      );
    if (known?.expires !== undefined && known.expires <= expires) continue;
    const reason = isEvaluation(name, key) ? "evaluation" : "licence";
    domains.set(final, { kind: "licence", name: final, expires, reason, breaks: "restart" });
  }
  return [...domains.values()];
}

/** `0A1B2-…`: five groups of five. */
function isKey(text: string): boolean {
  return /^[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}$/i.test(text);
}

function isEvaluation(name: string, key: string | undefined): boolean {
  return /evaluat/i.test(name) || /^0{5}(?:-0{5}){4}$/.test(key ?? "");
}
