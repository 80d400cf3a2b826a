/** What the documents tell to put somewhere fits there. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";

const read = (file: string) => readFileSync(join(import.meta.dirname, "..", file), "utf8");

/** The first block of that language under a heading. */
const blockUnder = (text: string, heading: string, language: string): string => {
  const [, section = ""] = text.split(`\n## ${heading}\n`);
  return new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(section)?.[1] ?? "";
};

it("the rule and the role that start deployments from EventBridge are resources where the page says to put them", () => {
  const put = blockUnder(read("docs/use.md"), "From EventBridge", "yaml");
  const template = read("serverless.yml").replace("resources:\n", `resources:\n  - Resources:\n${put}`);
  const { resources } = parse(template, { logLevel: "silent" }) as {
    readonly resources: readonly (
      | string
      | { readonly Resources: Readonly<Record<string, { readonly Type: string }>> }
    )[];
  };
  const own = resources.find((each) => typeof each === "object");
  expect(own?.Resources).toMatchObject({
    StartsDeployments: { Type: "AWS::IAM::Role" },
    DeploymentRequested: { Type: "AWS::Events::Rule" },
  });
});
