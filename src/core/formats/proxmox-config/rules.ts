import type { Related } from "../../model/finding.ts";
import type { Remark } from "../../model/play.ts";
import { counted, listed, quoted } from "../../model/words.ts";
import { type CorosyncCluster, type HaRule, placeIn } from "./config.ts";

/**
 * What the rules of one file show by themselves: guests that are kept apart and may run on too few nodes for that, and
 * rules that keep guests apart and are switched off.
 * @param cluster of the same folder, where there is one: without it only strict rules tell how many nodes there are
 */
export function ruleRemarks(
  file: string,
  rules: readonly HaRule[],
  cluster: CorosyncCluster | undefined,
): readonly Remark[] {
  const allowed = allowedNodes(rules);
  return rules
    .filter((rule) => isApart(rule) && rule.guests.length > 1)
    .flatMap((rule) =>
      rule.disable === undefined
        ? (together(file, rule, rules) ??
          tooFew(file, rule, allowed) ??
          moreThanNodes(file, rule, cluster) ??
          [])
        : switchedOff(file, rule, rule.disable),
    );
}

/** Whether a rule keeps its guests apart, once it is on. */
export function isApart({ type, affinity }: HaRule): boolean {
  return type === "resource-affinity" && affinity === "negative";
}

/**
 * By guest: the strict rule that says on which nodes it may run. A guest of two such rules has none: Proxmox VE drops
 * both. Source: `PVE::HA::Rules::NodeAffinity`.
 */
function allowedNodes(rules: readonly HaRule[]): ReadonlyMap<string, HaRule> {
  const places = rules.filter(({ type, disable }) => type === "node-affinity" && disable === undefined);
  const count = new Map<string, number>();
  for (const { text } of places.flatMap(({ guests }) => guests)) count.set(text, (count.get(text) ?? 0) + 1);
  return new Map(
    places
      .filter(
        ({ isStrict, nodes, affinity = "positive" }) =>
          isStrict && nodes.length > 0 && affinity === "positive",
      )
      .flatMap((rule) =>
        rule.guests.flatMap(({ text }) => (count.get(text) === 1 ? [[text, rule] as const] : [])),
      ),
  );
}

/** Guests that another rule keeps together; source: `PVE::HA::Rules::ResourceAffinity`. */
function together(file: string, rule: HaRule, rules: readonly HaRule[]): readonly Remark[] | undefined {
  const apart = new Set(rule.guests.map(({ text }) => text));
  for (const other of rules) {
    if (other.type !== "resource-affinity" || other.affinity !== "positive" || other.disable) continue;
    const both = other.guests.filter(({ text }) => apart.has(text)).map(({ text }) => text);
    if (both.length < 2) continue;
    const message = `The rule ${quoted(rule.name.text)} keeps ${listed(both)} apart, and the rule ${quoted(other.name.text)} keeps them together: both cannot hold. ${DROPPED} Take these guests out of one of the two.`;
    return [broken(file, rule, message, [{ at: placeIn(file, other.at), message: "Kept together here." }])];
  }
  return undefined;
}

const DROPPED =
  "Proxmox VE drops rules that contradict each other, and then nothing keeps these guests apart.";

function broken(file: string, rule: HaRule, message: string, related: readonly Related[]): Remark {
  return {
    rule: "keep-apart-broken",
    severity: "warning",
    message,
    at: placeIn(file, rule.at),
    subject: { kind: "rule", name: rule.name.text },
    related,
  };
}

function tooFew(
  file: string,
  rule: HaRule,
  allowed: ReadonlyMap<string, HaRule>,
): readonly Remark[] | undefined {
  const bound = rule.guests.flatMap((guest) => {
    const by = allowed.get(guest.text);
    return by === undefined ? [] : [{ guest, by }];
  });
  // The first set of nodes that is too small for the guests that may run there alone.
  for (const nodes of [...new Set(bound.map(({ by }) => by))].map((by) => namesOf(by))) {
    const held = bound.filter(({ by }) => [...namesOf(by)].every((node) => nodes.has(node)));
    if (held.length > nodes.size) return [contradiction(file, rule, held, [...nodes])];
  }
  return undefined;
}

function namesOf({ nodes }: HaRule): ReadonlySet<string> {
  return new Set(nodes.map(({ text }) => text));
}

function contradiction(
  file: string,
  rule: HaRule,
  held: readonly { readonly guest: { readonly text: string }; readonly by: HaRule }[],
  nodes: readonly string[],
): Remark {
  const strict = [...new Set(held.map(({ by }) => by))];
  const [allow, whose] = strict.length === 1 ? ["allows", "the strict rule"] : ["allow", "the strict rules"];
  const guests = held.map(({ guest }) => guest.text);
  const where = nodes.length === 1 ? `${nodes[0]} alone` : `${listed(nodes)} alone`;
  const message = `The rule ${quoted(rule.name.text)} keeps ${listed(guests)} apart, but ${whose} ${listed(strict.map(({ name }) => quoted(name.text)))} ${allow} them on ${where}: both cannot hold. ${DROPPED} Allow them at least ${counted(guests.length, "node")}.`;
  const related = strict.map((by): Related => {
    const [first, last = first] = [by.nodes[0], by.nodes.at(-1)];
    const nodesAt = first && last ? { start: first.start, end: last.end } : by.at;
    return { at: placeIn(file, nodesAt), message: `${quoted(by.name.text)} allows these nodes alone.` };
  });
  return broken(file, rule, message, related);
}

function moreThanNodes(
  file: string,
  rule: HaRule,
  cluster: CorosyncCluster | undefined,
): readonly Remark[] | undefined {
  const nodes = cluster?.nodes.length ?? 0;
  if (cluster === undefined || nodes === 0 || rule.guests.length <= nodes) return undefined;
  const message = `The rule ${quoted(rule.name.text)} keeps ${counted(rule.guests.length, "guest")} apart, but the cluster ${quoted(cluster.name.text)} has ${counted(nodes, "node")}: it cannot hold. Proxmox VE drops such a rule, and then nothing keeps these guests apart.`;
  return [broken(file, rule, message, [])];
}

function switchedOff(file: string, rule: HaRule, disable: NonNullable<HaRule["disable"]>): readonly Remark[] {
  const guests = rule.guests.map(({ text }) => text);
  const message = `The rule ${quoted(rule.name.text)}, which keeps ${listed(guests)} apart, is switched off: they may run on one node, and its failure would then stop ${guests.length === 2 ? "both" : "all of them"}. Remove “disable”, or the rule where it is not meant any more.`;
  return [
    {
      rule: "no-keep-apart",
      severity: "info",
      message,
      at: placeIn(file, disable),
      subject: { kind: "rule", name: rule.name.text },
      related: [{ at: placeIn(file, rule.at), message: "These guests are not kept apart." }],
    },
  ];
}
