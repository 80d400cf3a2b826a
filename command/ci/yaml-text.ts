import { stringify } from "yaml";

/** A value as YAML that readers of YAML 1.1 take for the same too: to them `on` is true, and 2012-10-17 a day. */
export const yamlText = (value: unknown): string =>
  stringify(value, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
