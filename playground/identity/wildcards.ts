/** Characters of nobody's use, which stand in a glob for a `*` and a `?` that are just that. */
const literals: Readonly<Record<string, string>> = { "*": "\uE000", "?": "\uE001" };
const meant: Readonly<Record<string, string>> = { "\uE000": "*", "\uE001": "?" };

/** A text as part of a glob that matches the text alone. */
export const literal = (text: string): string => text.replace(/[*?]/g, (character) => literals[character] ?? "");

/** What was made `literal`, as it was. */
export const unescaped = (glob: string): string =>
  glob.replace(/[\uE000\uE001]/g, (character) => meant[character] ?? "");

/** The pattern of each glob, made when it is first asked for. */
const patternsWith = (flags: string) => {
  const patterns = new Map<string, RegExp>();
  return (glob: string): RegExp => {
    const known = patterns.get(glob);
    if (known !== undefined) return known;
    const source = glob
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[^]*")
      .replaceAll("?", "[^]")
      .replace(/[\uE000\uE001]/g, (character) => `\\${meant[character]}`);
    const pattern = RegExp(`^${source}$`, flags);
    patterns.set(glob, pattern);
    return pattern;
  };
};

const exactly = patternsWith("");
const inAnyCase = patternsWith("i");

/** IAM's wildcards: `*` is any run of characters, also across colons and slashes, `?` any one. */
export const matchesWildcard = (glob: string, text: string): boolean => glob === text || exactly(glob).test(text);

/** The same without regard to case, as IAM compares actions. */
export const matchesAction = (glob: string, action: string): boolean => glob === action || inAnyCase(glob).test(action);

/** `ArnLike`: each of the six parts of an ARN is compared by itself, so a wildcard does not reach over a colon. */
export const matchesArn = (glob: string, arn: string): boolean => {
  const [globParts, parts] = [arnParts(glob), arnParts(arn)];
  return parts.length === 6 && globParts.length === 6 && globParts.every((g, i) => matchesWildcard(g, parts[i] ?? ""));
};

const arnParts = (arn: string): readonly string[] => {
  const parts = arn.split(":");
  return parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
};
