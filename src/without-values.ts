/**
 * A message without the JSON in it: what was found of a resource may hold user data, the tags of others and whatever a service is configured
 * with. That stands in the journal and in the execution, which few may read; it belongs in no event, no chat and no log.
 */
export const withoutValues = (text: string): string => {
  let kept = "";
  for (let at = 0; at < text.length; ) {
    const end = opensJson(text, at) ? endOfJson(text, at) : undefined;
    kept += end === undefined ? text.charAt(at) : text.charAt(at) === "{" ? "{…}" : "[…]";
    at = end ?? at + 1;
  }
  return kept;
};

/** An object with a member, or a list with anything in it that could be a value: `[` alone may be a person's. */
const opensJson = (text: string, at: number): boolean => /^(\{\s*"|\[\s*[[{"])/.test(text.slice(at, at + 20));

/** Where the value ends; what was cut off has no end, and is all of the rest. */
const endOfJson = (text: string, from: number): number => {
  let depth = 0;
  let isText = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isText) {
      if (character === "\\") at += 1;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
};
