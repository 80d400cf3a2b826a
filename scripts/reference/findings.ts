import { rules } from "../../src/inventory/findings/rules.ts";
import { levels } from "../../src/inventory/findings/schema.ts";
import { code, markdownTable, referencePage } from "./markdown.ts";
import { docComments, textOf } from "./sources.ts";

const camel = (name: string): string => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** What a rule looks for, as the comment in its file says. */
const saysOf = (rule: string): string => {
  const said = docComments(textOf(`src/inventory/findings/${rule}.ts`));
  return [...said].find(([name]) => name.toLowerCase() === camel(rule).toLowerCase())?.[1] ?? "";
};

/** Every rule that findings come from. */
export const findingsPage = (): string =>
  referencePage(
    "Findings",
    "What `sarcelle findings` looks for. How findings are told: [inventory.md](../inventory.md#what-is-wrong); their shape: [finding.schema.json](../finding.schema.json).",
    "`src/inventory/findings/`",
    markdownTable(
      ["rule", "what is wrong"],
      Object.keys(rules).map((rule) => [code(rule), saysOf(rule)]),
    ),
    `Levels, from the least: ${levels.map(code).join(", ")}. Thresholds: [defaults.md](defaults.md).`,
  );
