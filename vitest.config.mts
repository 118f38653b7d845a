import { defineConfig } from "vitest/config";

export default defineConfig({
  // The build of the YAML library that is bundled (scripts/build.mjs).
  resolve: { alias: { yaml: new URL("node_modules/yaml/browser/index.js", import.meta.url).pathname } },
  test: {
    // The core is pure, so that its modules may be shared between test files; both cores of a small machine are used.
    setupFiles: ["test/support/seed.ts"],
    pool: "threads",
    isolate: false,
    maxWorkers: 2,
    // test/host runs inside VS Code and test/ui drives it: scripts/test-host.mjs, scripts/test-ui.mjs.
    include: ["test/**/*.test.ts"],
    exclude: ["test/host/**", "test/ui/**"],
    // Property tests analyse many generated estates; slow is for the benchmarks to judge, hanging is a failure.
    testTimeout: 240_000,
  },
});
