import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type HistoryEvent, SFNClient } from "@aws-sdk/client-sfn";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { endedAtOnce, refusingStates } from "../../../command/deployments/begun.ts";
import { Throttled } from "../../../src/errors.ts";
import { steppingClock } from "../../src/changes/fakes.ts";
import { fakeClient } from "../../src/resources/fake-client.ts";

const entered = (id: number, name: string): HistoryEvent => ({
  id,
  timestamp: new Date(0),
  type: "TaskStateEntered",
  stateEnteredEventDetails: { name },
});

/** What the looks find, one after another; the last again and again. */
const looking = async (...looks: readonly (readonly [status: string, ...states: readonly string[]] | Error)[]) => {
  let n = 0;
  const at = () => looks[Math.min(n, looks.length) - 1];
  const { client: fake } = fakeClient<SFNClient>({
    DescribeExecution: () => {
      n++;
      const look = at();
      if (look instanceof Error) throw look;
      return { status: look?.[0], error: "EnvironmentBusy" };
    },
    GetExecutionHistory: () => {
      const look = at();
      const states = look === undefined || look instanceof Error ? [] : look.slice(1);
      return { events: states.map((state, index) => entered(index + 1, state)).toReversed() };
    },
  });
  const client = Object.assign(new SFNClient({ region: "eu-west-1" }), { send: fake.send });
  const clock = steppingClock();
  const ended = await endedAtOnce(client, "arn", clock);
  return { ended: ended?.status, slept: clock.slept() };
};

describe("a start that nobody follows", () => {
  it("is seen to be refused a second later", async () => {
    expect(await looking(["RUNNING"], ["RUNNING", "Preflight"], ["FAILED", "Preflight"])).toEqual({
      ended: "FAILED",
      slept: 1_000,
    });
  });

  it("has begun once it is past what may refuse it", async () => {
    expect(await looking(["RUNNING", "Preflight", "AcquireLock"], ["RUNNING", "AcquireLock", "EndHold"])).toEqual({
      ended: undefined,
      slept: 500,
    });
  });

  it("is taken for begun where AWS does not tell, or its first states take long", async () => {
    expect(await looking(new Throttled("Rate exceeded."))).toEqual({ ended: undefined, slept: 20_000 });
    expect(await looking(["RUNNING", "Preflight"])).toEqual({ ended: undefined, slept: 20_000 });
    expect(await looking(new Error("is not authorized to perform: states:DescribeExecution"))).toEqual({
      ended: undefined,
      slept: 0,
    });
  });
});

it("the states that refuse are those that lead to 'Refused'", () => {
  const folder = join(import.meta.dirname, "../../../statemachines");
  const refusing = ["blue-green", "rolling-update", "rollback"].flatMap((machine) => {
    const { States } = parse(readFileSync(join(folder, `${machine}.asl.yml`), "utf8"), { logLevel: "silent" });
    return Object.entries(States).flatMap(([name, state]) =>
      JSON.stringify(state).includes('"Next":"Refused"') ? [name] : [],
    );
  });
  expect(new Set(refusing)).toEqual(refusingStates);
});
