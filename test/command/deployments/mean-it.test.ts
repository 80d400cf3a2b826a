import { describe, expect, it } from "vitest";
import { meanIt } from "../../../command/deployments/mean-it.ts";
import type { Person } from "../../../command/terminal.ts";
import { UsageError } from "../../../command/usage-error.ts";
import { registered } from "../../src/deployment/world.ts";

/** A person who types these, one after the other, and gives up when there are no more; with what was said of each. */
const typing = (...answers: readonly string[]) => {
  const told: (string | undefined)[] = [];
  const write: Person["write"] = async (question, proposed, wrong) => {
    told.push(question);
    expect(proposed).toBe("");
    for (const answer of answers) {
      const said = wrong(answer);
      if (said === undefined) return answer;
      told.push(said);
    }
    throw new UsageError("Given up.");
  };
  return { there: async () => ({ write }) as Person, told };
};
const asked = { yes: false, output: "text" as const };
const live = registered({ stage: "live" });

describe("an action on a live environment, typed at a terminal,", () => {
  it.each(["live", "prod", "Production"])("goes on once its name is typed, if its stage is %s", async (stage) => {
    const { there, told } = typing("api-live", "web-live ");
    await meanIt(registered({ stage }), "switch", asked, there);
    expect(told).toEqual(["Type 'web-live' to go on:", "Expected web-live. Ctrl-C gives up: nothing is changed."]);
  });

  it("is not begun by a person who has second thoughts", async () => {
    await expect(meanIt(live, "switch", asked, typing("web").there)).rejects.toThrow(UsageError);
  });

  it.each([
    ["the stage is another", registered({ stage: "beta" }), "release", asked],
    ["--yes was said", live, "release", { ...asked, yes: true }],
  ])("is not asked about where %s", async (_, environment, action, said) => {
    const { there, told } = typing();
    await meanIt(environment, action, said, there);
    expect(told).toEqual([]);
  });

  it("is not asked about where nobody is there", async () => {
    await meanIt(live, "switch", asked, async () => undefined);
  });
});
