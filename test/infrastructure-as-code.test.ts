/** The snippets for other tools are what those tools read: each is parsed, and names what Sarcelle changes. */
import { transform } from "esbuild";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { textOf } from "../scripts/reference/sources.ts";
import { activeSideParameter } from "../src/aws/active-side.ts";

const page = textOf("docs/infrastructure-as-code.md");
const snippets = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, text = ""]) => text);
const [parameter] = [activeSideParameter("sarcelle-live", "web-live")];

interface Block {
  readonly labels: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly blocks: readonly Block[];
}

/**
 * HCL as far as the snippets have it: blocks with labels, attributes of one expression, comments, lists over several lines. Those of npm that parse
 * HCL are a Go program of 2020 compiled to JavaScript and two that nobody maintains, one archived with CDKTF. Throws for what it cannot read.
 */
const readHcl = (text: string): readonly Block[] => {
  const lines = text
    .replace(/#.*$/gm, "")
    .replace(/\[[^\][]*\]/g, (list) => list.replace(/\s+/g, " "))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const body = (labels: readonly string[], isTop: boolean): Block => {
    const attributes: Record<string, string> = {};
    const blocks: Block[] = [];
    for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
      if (line === "}" && !isTop) return { labels, attributes, blocks };
      const [, opened] = /^([a-z_]+(?: "[\w-]+")*) \{$/.exec(line) ?? [];
      const [, name, value] = /^([a-z_]+) += (.+)$/.exec(line) ?? [];
      if (opened !== undefined) blocks.push(body(opened.replaceAll('"', "").split(" "), false));
      else if (name !== undefined && value !== undefined && !(name in attributes)) attributes[name] = value;
      else throw new Error(`'${line}' is neither a block nor an attribute.`);
    }
    if (!isTop) throw new Error(`The block ${labels.join(" ")} has no end.`);
    return { labels, attributes, blocks };
  };
  return body([], true).blocks;
};

const ignoredIn = ({ blocks }: Block): string | undefined =>
  blocks.find(({ labels: [type] }) => type === "lifecycle")?.attributes.ignore_changes;

describe("Terraform", () => {
  const blocks = snippets("hcl").flatMap(readHcl);
  const resources = blocks.filter(({ labels: [type] }) => type === "resource");

  it.each([
    ["aws_lb_listener", "[default_action]"],
    ["aws_lb_listener_rule", "[action]"],
    [
      "aws_autoscaling_group",
      "[ min_size, max_size, desired_capacity, launch_template, suspended_processes, protect_from_scale_in, tag, ]",
    ],
  ])("%s ignores what is moved", (type, expected) => {
    const found = resources.filter(({ labels }) => labels[1] === type);
    expect(found.map(ignoredIn)).toEqual([expected]);
  });

  it("ignores the tags by their prefix, and reads the parameter under its name", () => {
    const provider = blocks.find(({ labels: [type] }) => type === "provider");
    expect(provider?.blocks).toEqual([
      { labels: ["ignore_tags"], attributes: { key_prefixes: '["sarcelle:"]' }, blocks: [] },
    ]);
    const data = blocks.find(({ labels }) => labels[1] === "aws_ssm_parameter");
    expect(data?.attributes).toEqual({ name: JSON.stringify(parameter) });
  });

  it.each(["resource {", 'a "b" {\n c = 1\n', "a = 1\na = 2", "a {\n b c\n}"])(
    "what is no HCL is found: %j",
    (text) => {
      expect(() => readHcl(text)).toThrow();
    },
  );
});

it("CloudFormation keeps the group's sizes, and takes the side from the parameter", () => {
  const [group, reading] = snippets("yaml").map((text) => parse(text, { logLevel: "silent" }));
  expect(group.Resources.Group).toMatchObject({
    Type: "AWS::AutoScaling::AutoScalingGroup",
    UpdatePolicy: { AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: true } },
    Properties: { LaunchTemplate: { Version: "1" } },
  });
  expect(reading.Parameters.ActiveSide).toEqual({
    Type: "AWS::SSM::Parameter::Value<String>",
    Default: parameter,
  });
  expect(reading.Resources.Alarm.Properties.Dimensions[0].Value).toEqual(["BlueIsActive", "web", "web-green"]);
});

it("the CDK's is TypeScript, and says the same", async () => {
  const [text = ""] = snippets("ts");
  await expect(transform(text, { loader: "ts" })).resolves.toBeDefined();
  expect(text).toContain("ignoreUnmodifiedGroupSizeProperties: true");
  expect(text).toContain(`"${parameter}"`);
});
