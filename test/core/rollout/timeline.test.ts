import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatInstant, HOUR } from "../../../src/core/model/values.ts";
import { esx, NEW, plan } from "./manifests.ts";

const HOSTS = { hosts: esx(["a", "b", "c", "d"]) };

/** Start and end of every wave, by stage. */
function waves(rollout: { readonly [key: string]: unknown }): readonly string[] {
  return plan(HOSTS, rollout).stages.flatMap((stage) =>
    stage.waves.map((wave) =>
      wave.start === undefined || wave.end === undefined
        ? "never"
        : `${formatInstant(wave.start).slice(0, 16)} ${formatInstant(wave.end).slice(0, 16)}`,
    ),
  );
}

describe("waves", () => {
  it("follow each other, each of the stage's concurrency, and a stage starts when the soak before it has passed", () => {
    const stages = [{ hosts: ["a"], soak: "7d" }, { concurrency: 2 }];
    expect(waves({ start: "2008-08-04T22:00Z", stages })).toEqual([
      "2008-08-04T22:00 2008-08-04T23:00",
      "2008-08-11T23:00 2008-08-12T00:00",
      "2008-08-12T00:00 2008-08-12T01:00",
    ]);
  });

  it("without a start are in order, at no known time", () => {
    const planned = plan(HOSTS, {
      update: { platform: "VMware ESX", to: NEW, duration: "90m" },
      stages: [{ hosts: ["a"], soak: "1d" }, {}],
    });
    expect(
      planned.stages.flatMap((stage) =>
        stage.waves.map((wave) => [wave.start, wave.startsAfter / HOUR, wave.endsAfter / HOUR]),
      ),
    ).toEqual([
      [undefined, 0, 1.5],
      [undefined, 25.5, 27],
    ]);
  });

  it("wait for an opening that they fit into, on days on which it begins", () => {
    const update = { platform: "VMware ESX", to: NEW, duration: "2h" };
    const window = { days: ["fri"], from: "22:00", until: "03:00" };
    // 8 August 2008 is a Friday: two waves fit before 03:00, the third has to wait a week.
    expect(waves({ update, window, start: "2008-08-08T12:00Z", stages: [{ concurrency: 1 }] })).toEqual([
      "2008-08-08T22:00 2008-08-09T00:00",
      "2008-08-09T00:00 2008-08-09T02:00",
      "2008-08-15T22:00 2008-08-16T00:00",
      "2008-08-16T00:00 2008-08-16T02:00",
    ]);
  });

  it("may start in an opening that began the day before", () => {
    const window = { days: ["fri"], from: "22:00", until: "04:00" };
    expect(waves({ window, start: "2008-08-09T01:30Z" })).toEqual(["2008-08-09T01:30 2008-08-09T02:30"]);
  });

  it("keep the wall clock of the window's time zone when the clocks change", () => {
    const window = { days: ["sat"], from: "22:00", until: "23:30", timeZone: "Europe/Berlin" };
    // Clocks go back on 26 October 2008, between the two Saturdays.
    expect(waves({ window, start: "2008-10-25T00:00Z", stages: [{ hosts: ["a"] }, {}] })).toEqual([
      "2008-10-25T20:00 2008-10-25T21:00",
      "2008-11-01T21:00 2008-11-01T22:00",
    ]);
  });

  it("have an hour less in the night in which the clocks go forward", () => {
    const update = { platform: "VMware ESX", to: NEW, duration: "4h" };
    const window = { from: "00:00", until: "04:00", timeZone: "Europe/Berlin" };
    // On 30 March 2008 the four hours from midnight are only three.
    expect(waves({ update, window, start: "2008-03-29T23:00Z" })).toEqual([
      "2008-03-30T22:00 2008-03-31T02:00",
    ]);
  });

  it("count a time that the clocks skip from where they go on", () => {
    const window = { from: "02:30", until: "06:00", timeZone: "Europe/Berlin" };
    expect(waves({ window, start: "2008-03-29T23:00Z" })).toEqual(["2008-03-30T01:30 2008-03-30T02:30"]);
  });

  it("run on where one opening touches the next", () => {
    const update = { platform: "VMware ESX", to: NEW, duration: "30h" };
    const window = { days: ["sat", "sun"], from: "00:00", until: "24:00" };
    expect(waves({ update, window, start: "2008-08-04T00:00Z" })).toEqual([
      "2008-08-09T00:00 2008-08-10T06:00",
    ]);
  });

  it("that fit into no opening never start", () => {
    const window = { from: "22:00", until: "22:30" };
    const [stage] = plan(HOSTS, { window, start: "2008-08-04T00:00Z" }).stages;
    expect(stage?.waves.map((wave) => [wave.start, wave.neverFits])).toEqual([[undefined, true]]);
  });

  it("read an unknown time zone as UTC", () => {
    const window = { from: "22:00", until: "23:00", timeZone: "Europe/Atlantis" };
    expect(waves({ window, start: "2008-08-04T00:00Z" })).toEqual(["2008-08-04T22:00 2008-08-04T23:00"]);
  });

  it("never leave their openings, whatever the zone", () => {
    const clock = fc
      .integer({ min: 0, max: 47 })
      .map((half) => `${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 === 0 ? "00" : "30"}`);
    const zone = fc.constantFrom(
      "UTC",
      "Europe/Berlin",
      "America/New_York",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
    );
    fc.assert(
      fc.property(
        clock,
        clock,
        zone,
        fc.integer({ min: 0, max: 364 }),
        fc.integer({ min: 1, max: 8 }),
        (from, until, timeZone, day, halves) => {
          const start = formatInstant(Date.UTC(2008, 0, 1 + day, 7, 11));
          const update = { platform: "VMware ESX", to: NEW, duration: `${halves * 30}m` };
          const planned = plan(HOSTS, {
            update,
            window: { from, until, timeZone },
            start,
            stages: [{ concurrency: 2 }],
          });
          const local = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
          for (const { start: starts, end } of planned.stages.flatMap((stage) => stage.waves)) {
            if (starts === undefined || end === undefined) continue;
            for (const at of [starts, end - 60_000]) expect(isOpen(local.format(at), from, until)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Whether a wall clock is inside an opening; a change of the clocks may show a time twice, which stays inside. */
function isOpen(clock: string, from: string, until: string): boolean {
  if (until === from) return true;
  return until > from ? clock >= from && clock < until : clock >= from || clock < until;
}
