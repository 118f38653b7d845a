import { globMatches } from "../model/glob.ts";
import type { KnownIssue } from "../model/knownIssue.ts";
import { inRanges, type Verdict } from "../model/versions.ts";
import type { Host } from "../project/project.ts";

/** What is known to be bad about something, and whether what is written decides it. */
export interface Match {
  readonly issue: KnownIssue;
  /** false: the catalogue cannot decide about it, which is not the same as good. */
  readonly certain: boolean;
}

/** Builds that are bad by themselves, whatever was there before and whoever runs on it. */
export function badBuild(
  issues: readonly KnownIssue[],
  platform: string | undefined,
  build: string,
): readonly Match[] {
  return issues.flatMap((issue) =>
    issue.builds.length === 0 || issue.os.length > 0 || !onPlatform(issue, platform)
      ? []
      : match(issue, inRanges(build, issue.builds)),
  );
}

export function badStep(
  issues: readonly KnownIssue[],
  platform: string,
  from: string,
  to: string,
): readonly Match[] {
  return issues.flatMap((issue) =>
    issue.step === undefined || !onPlatform(issue, platform)
      ? []
      : match(issue, both(inRanges(from, issue.step.from), inRanges(to, issue.step.to))),
  );
}

/** Firmware and models of a host: what counts hours, or wears. */
export function badHardware(
  issues: readonly KnownIssue[],
  host: Host,
): readonly (Match & { readonly what: string })[] {
  return issues.flatMap((issue) => {
    const { firmware, model } = issue;
    const parts = (host.entry.firmware ?? []).flatMap(({ part, version }) => {
      if (firmware === undefined || !anyGlob(firmware.part, part.value)) return [];
      if (model.length > 0 && modelAmong(model, host) === undefined) return [];
      const verdict = firmware.versions.length === 0 ? "yes" : inRanges(version.value, firmware.versions);
      return match(issue, verdict).map((each) => ({ ...each, what: `${part.value} ${version.value}` }));
    });
    if (firmware !== undefined || model.length === 0) return parts;
    const what = modelAmong(model, host);
    return what === undefined ? [] : match(issue, "yes").map((each) => ({ ...each, what }));
  });
}

/** The machine or the processor in it: a host may name both. */
function modelAmong(globs: readonly string[], host: Host): string | undefined {
  const names = host.needs.get("model")?.domains.map(({ name }) => name) ?? [];
  return names.find((name) => anyGlob(globs, name));
}

/** A guest of this system that does not go with the host it runs on. */
export function badGuest(issues: readonly KnownIssue[], os: string, host: Host): readonly Match[] {
  return issues.flatMap((issue) => {
    if (issue.os.length === 0 || !anyGlob(issue.os, os) || !onPlatform(issue, host.platform)) return [];
    if (issue.builds.length === 0) return match(issue, "yes");
    return host.build === undefined ? [] : match(issue, inRanges(host.build, issue.builds));
  });
}

export function badSelfUpdate(issues: readonly KnownIssue[], name: string): readonly KnownIssue[] {
  return issues.filter(({ selfUpdate }) => anyGlob(selfUpdate, name));
}

function match(issue: KnownIssue, verdict: Verdict): readonly Match[] {
  return verdict === "no" ? [] : [{ issue, certain: verdict === "yes" && issue.onlyIf === undefined }];
}

function both(a: Verdict, b: Verdict): Verdict {
  if (a === "no" || b === "no") return "no";
  return a === "unknown" || b === "unknown" ? "unknown" : "yes";
}

function onPlatform({ platform }: KnownIssue, name: string | undefined): boolean {
  return platform.length === 0 || (name !== undefined && anyGlob(platform, name));
}

/** Names are compared without regard to capitals: `RHEL 8.8`, `rhel 8.8`. */
function anyGlob(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => globMatches(pattern.toLowerCase(), name.toLowerCase()));
}
