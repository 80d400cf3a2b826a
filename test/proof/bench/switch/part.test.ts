import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type BenchFindings, type PartWork, runPart } from "../../../../proof/bench/switch/part.ts";

const given = { quick: true, rate: 600, template: "template.json" };

/** What is found and told of a part that does this work. */
const ran = async (work: PartWork) => {
  const findings: BenchFindings = { figures: {}, targets: [], failures: {} };
  const told: string[] = [];
  const ended = runPart("rate", work, given, findings, (line) => told.push(line));
  await vi.runAllTimersAsync();
  await ended;
  return { findings, told };
};

describe("a part of the benchmark", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("tells its figures and targets as it has them, and keeps them", async () => {
    const run: PartWork["run"] = async ({ found, judge, rate }) => {
      found({ carried: rate });
      judge("carries 600: at least 1,700", false);
    };
    expect(await ran({ minutes: 8, run })).toEqual({
      findings: {
        figures: { carried: 600 },
        targets: [{ says: "carries 600: at least 1,700", met: false }],
        failures: {},
      },
      told: [
        "rate: begins, 8 minutes at most",
        'rate: {"carried":600}',
        "rate: missed carries 600: at least 1,700",
        "rate: ended after 0 s",
      ],
    });
  });

  it("that fails keeps what it had found, and why it failed", async () => {
    const run: PartWork["run"] = async ({ found }) => {
      found({ carried: 5_000 });
      throw new Error("The load's process ended with 1.");
    };
    const { findings } = await ran({ minutes: 8, run });
    expect(findings).toEqual({
      figures: { carried: 5_000 },
      targets: [],
      failures: { rate: "The load's process ended with 1." },
    });
  });

  it("that does not end in time has failed", async () => {
    const { findings, told } = await ran({ minutes: 8, run: () => new Promise(() => {}) });
    expect(findings.failures).toEqual({ rate: "It did not end within 8 minutes." });
    expect(told.at(-1)).toBe("rate: ended after 480 s");
  });
});
