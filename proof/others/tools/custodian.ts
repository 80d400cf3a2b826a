import { parse } from "yaml";
import { buildWeb, lastWords, type Tool, wasRefused } from "./tool.ts";

interface Policy {
  readonly name: string;
  /** How many resources it has to find. */
  readonly comment: string;
}

/** Cloud Custodian's policies. */
export const custodian: Tool = {
  packages: ["c7n==0.9.53"],
  speed: 20,
  pages: "aws",
  async attempts({ playground, run, read }) {
    await buildWeb(playground);
    const { policies } = parse(await read("policies.yml")) as { policies: readonly Policy[] };
    const args = ["run", "--region", playground.region, "--cache-period", "0", "-s", "out", "policies.yml"];
    const { output } = await run("custodian", args);
    return policies.map(({ name, comment }) => {
      const count = new RegExp(`policy:${name} .*count:(\\d+)`).exec(output)?.[1];
      if (count === comment) return { group: "Cloud Custodian", name, kind: "right", reason: "" } as const;
      const [before = ""] = output.split(`Error while executing policy ${name}, continuing`);
      const reason = count === undefined ? lastWords(before) : `found ${count} of ${comment}`;
      const kind = count === undefined && wasRefused(before.slice(-4_000)) ? "refused" : "wrong";
      return { group: "Cloud Custodian", name, kind, reason } as const;
    });
  },
};
