import { describe, expect, it } from "vitest";
import type { Leaving } from "../../../../src/deployment/emptying.ts";
import { awaitEmpty } from "../../../../src/deployment/steps/await-empty.ts";
import { awaitScaledDown } from "../../../../src/deployment/steps/await-scaled-down.ts";
import type { Given } from "../../../../src/deployment/steps/step.ts";
import type { View } from "../../../../src/deployment/view.ts";
import { healthyTargets, registered, side, view } from "../world.ts";

const given = (more: Partial<Given> = {}): Given => ({
  environment: registered(),
  deployment: { id: "d-1" },
  planned: [],
  ...more,
});
const seeing = (seen: View) => ({ ...given(), view: seen });
const waiting = (elapsedSeconds: number, deadlineSeconds = 600) => ({
  since: 0,
  now: elapsedSeconds * 1_000,
  deadlineSeconds,
});

describe("waiting for an empty side", () => {
  const emptied = side("green", [], { desired: 0, instances: [] });
  const seen = view("blue", side("blue", healthyTargets(4)), emptied);
  /** Emptied, but that its instances still wait at a hook. */
  const slow = view("blue", side("blue", healthyTargets(4)), {
    ...emptied,
    group: {
      ...emptied.group,
      instances: [{ id: "i-1", lifecycleState: "Terminating:Wait", healthStatus: "Healthy" }],
    },
  });
  const looks = (at: View, leaving: Leaving | null = null) => ({ ...seeing(at), leaving, drainedAt: null });
  const within = given({ environment: registered({ timeouts: { empty: 7 } }) });

  it.each([awaitEmpty, awaitScaledDown])("$name: asks of the idle side, within the environment's time", (step) => {
    expect(step.gate.ask(looks(seen), waiting(5)).verdict).toBe("ready");
    expect(step.gate.ask(looks(slow), waiting(5)).verdict).toBe("not ready");
    expect(step.health?.(seeing(seen)).map((each) => each.side)).toEqual(["green"]);
    expect(step.gate.deadlineSeconds?.(within)).toBe(7);
  });

  it("AwaitEmpty: fails when the time is over, since the release would be launched beside the old one", () => {
    expect(awaitEmpty.gate.ask(looks(slow), waiting(600)).verdict).toBe("failed");
  });

  it("AwaitScaledDown: ends when the time is over, and says what is left, and until when", () => {
    const leaving = {
      since: 0,
      seenAt: 600_000,
      drainSeconds: 60,
      hooks: [{ name: "drain", heartbeatSeconds: 900, globalSeconds: 90_000 }],
    };
    expect(awaitScaledDown.gate.ask(looks(slow, leaving), waiting(600))).toEqual({
      verdict: "ready",
      reason: "AWS goes on: green still has 1 instance at a termination hook after 600 s; the deadline is 600 s.",
    });
    expect(awaitScaledDown.answer?.(looks(slow, leaving))).toEqual({
      said: { left: [{ what: "green: 1 instance at a termination hook", until: "1970-01-01T00:16:00.000Z" }] },
    });
    expect(awaitScaledDown.answer?.(looks(seen))).toEqual({ said: {} });
    // What a look says stays in the execution's output.
    expect(awaitScaledDown.answer?.(looks(slow), waiting(5))).toEqual({ said: {} });
  });

  describe("AwaitScaledDown, where the idle side has a size again", () => {
    const moved = (states: readonly string[]) => view("green", side("blue", healthyTargets(4)), side("green", states));

    it("looks at the side with the traffic too", () => {
      expect(awaitScaledDown.health?.(seeing(moved([]))).map((each) => each.side)).toEqual(["blue", "green"]);
    });

    it("ends if that side carries it", () => {
      expect(awaitScaledDown.gate.ask(looks(moved(healthyTargets(4))), waiting(5))).toEqual({
        verdict: "ready",
        reason: "blue is not being emptied any more: somebody changed its size, or moved the traffic",
      });
    });

    it("fails if it does not", () => {
      expect(awaitScaledDown.gate.ask(looks(moved([])), waiting(5)).verdict).toBe("failed");
    });
  });
});
