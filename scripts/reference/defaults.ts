import { defaults } from "../../src/deployment/defaults.ts";
import { code, markdownTable, referencePage } from "./markdown.ts";
import { docComments, textOf } from "./sources.ts";

/** Every default, with its unit. */
export const defaultsPage = (): string => {
  const said = docComments(textOf("src/deployment/defaults.ts"));
  return referencePage(
    "Defaults",
    "What holds if nothing else is said: in an [environment's file](../use.md#registering-an-environment) (`timeouts`, `bake`, `keepIdle`, `checks`), or as a parameter of `serverless deploy` (`--param findingsRefreshMinutes=60`).",
    "`src/deployment/defaults.ts`",
    markdownTable(
      ["default", "value", "meaning"],
      Object.entries(defaults).map(([name, value]) => [code(name), String(value), said.get(name) ?? ""]),
    ),
  );
};
