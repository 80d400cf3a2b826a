import type { Reporter, TestModule } from "vitest/node";
import { browserHere } from "../console/test/which-browser.ts";

/**
 * Ends the run with one plain line, `N passed, N failed`, that a program can read; a file that does not load is a failure. The line before
 * says what was not run, where something was not.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]) {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const passed = states.filter((state) => state === "passed").length;
    const failed = states.filter((state) => state === "failed").length + broken + errors.length;
    const browser = browserHere();
    if (browser.from === "nowhere") process.stdout.write(`${browser.says}\n`);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
  }
}
