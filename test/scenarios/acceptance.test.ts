/** `npm run acceptance` with the playground as the account. */
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { acceptInPlayground } from "../../proof/acceptance/in-the-playground.ts";
import { removeAll } from "../../proof/acceptance/removal.ts";

const accepted = async (
  ...given: Parameters<typeof acceptInPlayground> extends [string, ...infer Rest] ? Rest : never
) => {
  const run = await acceptInPlayground(inject("template"), ...given);
  onTestFinished(run.world.stop);
  return run;
};

describe("the acceptance", () => {
  it("builds a service, installs Sarcelle, keeps every promise and takes everything away, each call of it recorded", async () => {
    const said: string[] = [];
    const { broken, left, calls } = await accepted(() => ({ say: (line) => void said.push(line) }));
    expect({ broken, left }).toEqual({ broken: [], left: [] });
    expect(said.filter((line) => line === "   ✓")).toHaveLength(5);
    expect(said.slice(-3)).toEqual([
      "Taking everything away (about ten minutes) …",
      "Everything is taken away: nothing is left that costs money.",
      expect.stringMatching(/^It took \d\d minutes and cost at most \$0\.\d\d\.$/),
    ]);
    const operations = new Set(calls.map(({ operation }) => operation));
    for (const operation of ["acm:ImportCertificate", "cloudformation:CreateStack", "sfn:StartExecution"])
      expect(operations).toContain(operation);
    const imported = calls.find(({ operation }) => operation === "acm:ImportCertificate");
    expect(imported?.input).toEqual({ Certificate: "(left out)", PrivateKey: "(left out)" });
  });

  it("ended in the middle of a release takes away all that it can, says what is left, and takes that away when asked again", async () => {
    const ending = new AbortController();
    const said: string[] = [];
    const { broken, left, world, trial } = await accepted((started) => {
      started.faults.add({ target: "acm:DeleteCertificate", fault: "error" });
      const say = (line: string) => {
        said.push(line);
        if (line.includes("→ MoveTraffic")) ending.abort();
      };
      return { ending: ending.signal, say };
    });
    expect(broken).toEqual(["It was ended before it was done."]);
    expect(left.map(({ what }) => what)).toEqual(["certificate for sarcelle-trial.example.com"]);
    expect(said).toContain("Still there, and costing money:");
    expect(said).toContainEqual(expect.stringMatching(/: aws acm delete-certificate --certificate-arn arn:\S+$/));
    world.faults.removeAll();
    expect(await world.asOperator(() => removeAll(trial))).toEqual([]);
  });
});
