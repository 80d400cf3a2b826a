/**
 * Policy variables: `${aws:PrincipalTag/team}`, with a default `${aws:PrincipalTag/team, 'none'}`, and `${*}`, `${?}`, `${$}` for the
 * characters themselves. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
import { isKnownKey, type JudgedRequest, valuesOf } from "./condition-keys.ts";
import { literal } from "./wildcards.ts";

const variable = /\$\{([^}]*)\}/g;
const characters = ["*", "?", "$"];

const parse = (inside: string): readonly [key: string, otherwise: string | undefined] => {
  const [, key = "", otherwise] = /^\s*([^,]*?)\s*(?:,\s*'([^']*)'\s*)?$/.exec(inside) ?? [];
  return [key, otherwise];
};

/** The first variable of a text that no request can have; undefined if there is none. */
export const unknownVariable = (text: string): string | undefined =>
  [...text.matchAll(variable)].find(
    ([, inside = ""]) => !characters.includes(inside) && !isKnownKey(parse(inside)[0]),
  )?.[0];

/** The text with its variables replaced; undefined if the request has not exactly one value for one of them, as then nothing matches. */
export const replaceVariables = (text: string, request: JudgedRequest): string | undefined => {
  if (!text.includes("${")) return text;
  let complete = true;
  const replaced = text.replaceAll(variable, (_, inside: string) => {
    if (characters.includes(inside)) return literal(inside);
    const [key, otherwise] = parse(inside);
    const [value = otherwise, ...more] = valuesOf(key, request);
    complete &&= value !== undefined && more.length === 0;
    return literal(value ?? "");
  });
  return complete ? replaced : undefined;
};
