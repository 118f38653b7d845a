import "mocha/mocha.js";

/**
 * The `run` that VS Code calls in its extension host (Node or web worker): mocha over the suites that `load` brings in.
 * mocha's browser build is used in both, since it needs neither Node nor a page.
 *
 * In a browser VS Code the console carries much else: there each line starts with `T| `, and a last line `R| {…}` with
 * the counts is for the runner that opened the page. On the desktop this itself prints `N passed, N failed`.
 * @returns rejects when a test failed, when there was none, and when a suite could not be loaded
 */
export function suiteRunner(inBrowser: () => boolean, load: () => void): () => Promise<void> {
  return async () => {
    // mocha's browser build looks at the page's address; an extension host has none.
    const host = globalThis as { location?: { search: string; pathname: string } };
    host.location ??= { search: "", pathname: "" };
    const say = inBrowser()
      ? (line: string) => console.log(`T| ${line}`)
      : (line: string) => console.log(line);

    mocha.setup({ ui: "bdd", reporter: "spec", timeout: 60_000, color: false });
    const reporter = Mocha.reporters.Base as {
      consoleLog?: typeof console.log;
      symbols?: Record<string, string>;
    };
    reporter.consoleLog = (...parts: unknown[]) => say(printf(parts));
    reporter.symbols = { ...reporter.symbols, ok: "✔", err: "✖" };
    load();

    const counts = await new Promise<{ passed: number; failed: number }>((resolve) => {
      const runner = mocha.run(() => {
        const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
        resolve({ passed: passes, failed: failures + pending }); // a test left out has shown nothing
      });
    });
    if (inBrowser()) console.log(`R| ${JSON.stringify(counts)}`);
    else say(`${counts.passed} passed, ${counts.failed} failed`);
    if (counts.failed > 0) throw new Error(`${counts.failed} failed`);
    if (counts.passed === 0) throw new Error("No test was run.");
  };
}

/** The part of printf that mocha's reporters use: %s, %d, %i, %%; what is left over is appended. */
function printf(parts: unknown[]): string {
  const [format, ...values] = parts;
  if (typeof format !== "string") return parts.map(String).join(" ");
  const text = format.replace(/%[sdi%]/g, (mark) => (mark === "%%" ? "%" : String(values.shift())));
  return [text, ...values.map(String)].join(" ");
}
