import { describe, expect, it } from "vitest";
import { followedLineSchema } from "../../../command/deployments/followed-line.ts";
import {
  duration,
  ndjsonTelling,
  plainTelling,
  type Telling,
  terminalTelling,
} from "../../../command/deployments/telling.ts";
import { steppingClock } from "../../src/changes/fakes.ts";

it.each([
  [0, "0:00"],
  [59_999, "0:59"],
  [247_000, "4:07"],
  [3_847_000, "1:04:07"],
])("%d ms are %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

const told = async (make: (write: (text: string) => void, clock: ReturnType<typeof steppingClock>) => Telling) => {
  let text = "";
  const clock = steppingClock();
  const telling = make((more) => {
    text += more;
  }, clock);
  telling.say({ type: "state", state: "AwaitHealthy" }, 1_000);
  telling.say({ type: "verdict", verdict: "not ready", reason: "1/2 healthy." }, 2_000);
  for (let second = 0; second < 90; second++) {
    await clock.sleep(1_000);
    telling.looked?.();
  }
  telling.say({ type: "state", state: "Complete" }, 92_000);
  telling.end?.();
  return text;
};

describe("what is told of an execution", () => {
  it("is a line each, with the time since it began, and after a minute's silence a sign of life", async () => {
    expect(await told(plainTelling)).toBe(
      [
        "   0:01  → AwaitHealthy",
        "   0:02    1/2 healthy.",
        "           still, for 1:00: 1/2 healthy.",
        "   1:32  → Complete",
        "",
      ].join("\n"),
    );
  });

  it("is repainted on a terminal while it lasts, and stays when something else is told", async () => {
    const text = await told((write, clock) => terminalTelling({ write, columns: () => 80 }, clock));
    const painted = text.split("\r\x1b[K");
    expect(painted).toContain("   0:02    1/2 healthy.  (1:30)");
    // What a terminal shows in the end.
    const lines = text.split("\n").map((line) => line.split("\r\x1b[K").at(-1));
    expect(lines).toEqual(["   0:01  → AwaitHealthy", "   0:02    1/2 healthy.", "   1:32  → Complete", ""]);
  });

  it("never is wider than the terminal while it is repainted", async () => {
    const text = await told((write, clock) => terminalTelling({ write, columns: () => 24 }, clock));
    const repainted = text.split("\n").flatMap((line) => line.split("\r\x1b[K").slice(0, -1));
    expect(Math.max(...repainted.map(({ length }) => length))).toBe(23);
    // What moves is seen all the same.
    expect(repainted).toContain("   0:02    1/2…  (1:30)");
  });

  it("is an object a line for programs, each as its schema says, with the same sign of life", async () => {
    const of = { environment: "web-live", action: "deploy", execution: "arn:…:the-deploy" };
    const text = await told((write, clock) => ndjsonTelling(write, of, clock));
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => followedLineSchema.parse(JSON.parse(line)));
    const at = expect.any(String);
    expect(lines).toEqual([
      { schemaVersion: 1, at, ...of, elapsedSeconds: 1, type: "state", state: "AwaitHealthy" },
      { schemaVersion: 1, at, ...of, elapsedSeconds: 2, type: "verdict", verdict: "not ready", reason: "1/2 healthy." },
      { schemaVersion: 1, at, ...of, elapsedSeconds: null, type: "waiting", reason: "1/2 healthy.", seconds: 60 },
      { schemaVersion: 1, at, ...of, elapsedSeconds: 92, type: "state", state: "Complete" },
    ]);
  });

  it("holds nothing that a terminal would act on", () => {
    let text = "";
    plainTelling((more) => {
      text += more;
    }, steppingClock()).say({ type: "note", reason: "a tag says \u0007" });
    expect(text).toBe("           a tag says \\x07\n");
  });
});
