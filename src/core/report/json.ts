import type { Finding, Fix } from "../model/finding.ts";
import { formatInstant } from "../model/values.ts";
import type { Environment } from "../project/project.ts";
import type { SourceFile } from "../text/span.ts";
import { jsonPieces } from "./jsonText.ts";
import { pairsJson } from "./pairsJson.ts";
import type { FixesOf, Reported } from "./reported.ts";
import { rolloutJson } from "./rolloutJson.ts";
import { servicesJson } from "./serviceJson.ts";
import { rangeJson, type Sources, sourcesOf } from "./sources.ts";

/**
 * The analysis as JSON, version 1 (spec CLI.md), in pieces: what is not computed yet is left out, what nobody knows is
 * null.
 */
export function jsonReport(
  analysis: Reported,
  files: readonly SourceFile[],
  fixesOf: FixesOf,
): Iterable<string> {
  const sources = sourcesOf(files);
  const { project } = analysis.facts;
  return jsonPieces({
    version: 1,
    asOf: formatInstant(analysis.asOf),
    findings: analysis.findings.map((finding) => findingJson(finding, fixesOf(finding), sources)),
    // Nothing is offered for what somebody decided to live with.
    silenced: analysis.silenced.map(({ finding, reason, until }) => ({
      ...findingJson(finding, [], sources),
      reason,
      until: until === null ? null : formatInstant(until),
    })),
    services: servicesJson(analysis.facts),
    rollouts: [...analysis.facts.plans, ...analysis.facts.playPlans.values()].map((plan) =>
      rolloutJson(analysis.facts, plan),
    ),
    environments: project.environments.map(environmentJson),
    pairs: pairsJson(project),
  });
}

function findingJson(finding: Finding, fixes: readonly Fix[], sources: Sources) {
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    ...rangeJson(finding.at, sources),
    subject: finding.subject ?? null,
    related: (finding.related ?? []).map((related) => ({
      ...rangeJson(related.at, sources),
      message: related.message,
    })),
    fixes: fixes.map((fix) => ({
      title: fix.title,
      ...(fix.command === undefined ? {} : { command: fix.command }),
      edits: fix.edits.map((edit) => ({ ...rangeJson(edit, sources), text: edit.text })),
    })),
  };
}

/** What runs there: as for services, a VM counts that is on and at a known place. */
function environmentJson(environment: Environment) {
  const vms = environment.vms.filter((vm) => vm.counts);
  const services = new Set(vms.flatMap((vm) => (vm.service === undefined ? [] : [vm.service])));
  const users = [...services].flatMap((service) => (service.users === undefined ? [] : [service.users]));
  return {
    name: environment.name,
    hosts: environment.hosts.length,
    vms: vms.length,
    services: services.size,
    users: users.length === 0 ? null : users.reduce((sum, number) => sum + number, 0),
  };
}
