import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Client, createClient, type Spawn } from "../../src/engine/client.ts";
import type { Outdated, Report } from "../../src/engine/protocol.ts";

const root = path.join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(path.join(tmpdir(), "baskets-engine-"));
const file = path.join(folder, "worker.cjs");

beforeAll(async () => {
  await build({
    absWorkingDir: root,
    entryPoints: ["src/engine/worker.node.ts"],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const wrong = "apiVersion: baskets/v1\nkind: Estate\nservices:\n  - {name: erp, teir: 1}\n";
const asOf = Date.UTC(2008, 7, 1);

let client: Client | undefined;
afterEach(() => client?.dispose());

interface Heard {
  readonly workers: Worker[];
  readonly restarted: string[];
  readonly gaveUp: string[];
  readonly unavailable: string[];
}

/** A client of real worker threads, and what was heard from it. */
function engine(): { client: Client; heard: Heard } {
  const heard: Heard = { workers: [], restarted: [], gaveUp: [], unavailable: [] };
  const spawn: Spawn = ({ message, ended }) => {
    const worker = new Worker(file);
    heard.workers.push(worker);
    worker.on("message", message);
    worker.on("error", (error) => ended(error.message));
    worker.on("exit", (code) => ended(`its thread ended with status ${code}`));
    return { post: (said) => worker.postMessage(said), dispose: () => void worker.terminate() };
  };
  client = createClient(spawn, {
    restarted: (why) => heard.restarted.push(why),
    gaveUp: (why) => heard.gaveUp.push(why),
    unavailable: (why) => heard.unavailable.push(why),
    early: () => undefined,
    lost: () => undefined,
  });
  return { client, heard };
}

function tell(to: Client): void {
  to.tell({ kind: "change", estate: "e", revision: 1, changes: [{ path: "x.estate.yaml", text: wrong }] });
}

function findingsOf(report: Report | Outdated | undefined): string[] {
  return (report === undefined || report === "outdated" ? [] : report.files).flatMap(({ findings }) =>
    findings.map(({ rule }) => rule),
  );
}

/** Ends the worker as a crash does, and waits until the client has noticed. */
async function crash(heard: Heard): Promise<void> {
  const before = heard.restarted.length + heard.gaveUp.length;
  await heard.workers.at(-1)?.terminate();
  await expect.poll(() => heard.restarted.length + heard.gaveUp.length).toBe(before + 1);
}

describe("the engine in a worker", () => {
  test("finds what is wrong with a text", async () => {
    const { client: to } = engine();
    tell(to);
    expect(findingsOf(await to.ask("analyze", { estate: "e", asOf }))).toContain("shape");
  });

  test("is started again once when it ends, and knows nothing until it is told again", async () => {
    const { client: to, heard } = engine();
    tell(to);
    await to.ask("analyze", { estate: "e", asOf });
    await crash(heard);
    expect(heard.restarted).toEqual(["its thread ended with status 1"]);
    expect(findingsOf(await to.ask("analyze", { estate: "e", asOf }))).toEqual([]);
    tell(to);
    expect(findingsOf(await to.ask("analyze", { estate: "e", asOf }))).toContain("shape");
  });

  test("is given up when it ends a second time, until somebody starts it again", async () => {
    const { client: to, heard } = engine();
    await crash(heard);
    await crash(heard);
    expect(heard.gaveUp).toHaveLength(1);
    expect(await to.ask("analyze", { estate: "e", asOf })).toBeUndefined();
    to.restart();
    tell(to);
    expect(findingsOf(await to.ask("analyze", { estate: "e", asOf }))).toContain("shape");
  });

  test("leaves no question without an answer when it ends", async () => {
    const { client: to, heard } = engine();
    const asked = [to.ask("analyze", { estate: "e", asOf }), to.ask("rulePage", { rule: "shape" })];
    await heard.workers[0]?.terminate();
    expect((await Promise.all(asked))[1]).toBeUndefined();
  });

  test("is not asked what nobody waits for any more", async () => {
    const { client: to } = engine();
    const first = to.ask("analyze", { estate: "e", asOf });
    let cancelled = false;
    const second = to.ask("rulePage", { rule: "shape" }, () => cancelled);
    cancelled = true;
    expect(await first).toBeDefined();
    expect(await second).toBeUndefined();
  });
});

test("where no engine can be made that is said once, and no question stays without an answer", async () => {
  const heard: string[] = [];
  let started = 0;
  const spawn: Spawn = ({ ended, unavailable }) => {
    started++;
    void Promise.resolve().then(() => {
      unavailable("There are no workers here.");
      ended("it is not there");
    });
    return { post: () => undefined, dispose: () => undefined };
  };
  client = createClient(spawn, {
    restarted: (why) => heard.push(why),
    gaveUp: (why) => heard.push(why),
    unavailable: (why) => heard.push(why),
    early: () => undefined,
    lost: () => undefined,
  });
  const asked = [client.ask("rulePage", { rule: "shape" }), client.ask("analyze", { estate: "e", asOf })];
  expect(await Promise.all(asked)).toEqual([undefined, undefined]);
  expect(await client.ask("rulePage", { rule: "shape" })).toBeUndefined();
  expect([started, heard]).toEqual([1, ["There are no workers here."]]);
});

test("an engine that stays silent is ended and started again", async () => {
  const heard: string[] = [];
  let started = 0;
  const spawn: Spawn = () => {
    started++;
    return { post: () => undefined, dispose: () => heard.push("ended") };
  };
  client = createClient(
    spawn,
    {
      restarted: (why) => heard.push(why),
      gaveUp: (why) => heard.push(`given up: ${why}`),
      unavailable: (why) => heard.push(why),
      early: () => undefined,
      lost: () => undefined,
    },
    10,
  );
  expect(await client.ask("rulePage", { rule: "shape" })).toBeUndefined();
  expect(await client.ask("rulePage", { rule: "shape" })).toBeUndefined();
  expect(started).toBe(2);
  expect(heard).toEqual([
    "ended",
    "it gave no answer for 0.01 seconds",
    "ended",
    "given up: it gave no answer for 0.01 seconds",
  ]);
});
