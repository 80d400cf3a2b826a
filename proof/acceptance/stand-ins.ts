/** Stand-ins: the same for the same thing, of the same form, and never the thing itself. */

/** Members that are left out whole: secrets, and what is too large to read. */
const leftOut =
  /^(PrivateKey|Certificate|CertificateChain|Body|TemplateBody|SecretAccessKey|SessionToken|AccessKeyId)$/;
/** Members whose values say nothing but where a list goes on. */
const tokens =
  /^(nextToken|NextToken|Marker|NextMarker|ContinuationToken|NextContinuationToken|ClientToken|ClientRequestToken|taskToken)$/;

const padded = (n: number, length: number) => n.toString(16).padStart(length, "0");

/** What is replaced wherever it stands in a text, by its form. */
const forms: readonly { readonly form: RegExp; readonly standIn: (n: number, found: string) => string }[] = [
  { form: /\b(AKIA|ASIA)[A-Z0-9]{12,124}\b/g, standIn: () => "AKIAIOSFODNN7EXAMPLE" },
  { form: /\b(AIDA|AROA|AGPA|ANPA)[A-Z0-9]{12,124}\b(:[\w+=,.@-]+)?/g, standIn: () => "AIDACKCEVSQ6C2EXAMPLE" },
  { form: /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)/g, standIn: () => "2026-01-01T00:00:00Z" },
  {
    form: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g,
    standIn: (n) => `00000000-0000-4000-8000-${padded(n, 12)}`,
  },
  { form: /\b[0-9a-f]{64}\b/g, standIn: (n) => padded(n, 64) },
  {
    form: /\b(?:i|vpc|subnet|sg|sgr|lt|ami|eni|vol|igw|rtb|snap|r)-[0-9a-f]{8,17}\b/g,
    standIn: (n, found) => `${found.split("-")[0]}-${padded(n, 17)}`,
  },
  { form: /(?<=\/)[0-9a-f]{16}\b/g, standIn: (n) => padded(n, 16) },
  {
    form: /\b[\w.-]+\.(?:elb\.[\w-]+\.amazonaws\.com|[\w-]+\.elb\.amazonaws\.com|compute\.amazonaws\.com|compute\.internal|ec2\.internal)\b/g,
    standIn: (n) => `host-${n}.example.com`,
  },
  // Of the range for benchmarks: nobody's.
  { form: /\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(?!\/0)/g, standIn: (n) => `198.18.${n >> 8}.${n & 255}` },
];

/** Remembers what stands for what. */
export const createStandIns = () => {
  const known = new Map<string, string>();
  const counts = new Map<RegExp, number>();
  const hidden = new Map<string, string>();

  const standFor = ({ form, standIn }: (typeof forms)[number], found: string): string => {
    const before = known.get(found);
    if (before !== undefined) return before;
    const n = (counts.get(form) ?? 0) + 1;
    counts.set(form, n);
    const made = standIn(n, found);
    known.set(found, made);
    // What stands for something is never replaced itself.
    known.set(made, made);
    return made;
  };

  const text = (given: string): string => {
    let shown = given;
    for (const [what, standIn] of hidden) shown = shown.replaceAll(what, standIn);
    for (const each of forms) shown = shown.replace(each.form, (found) => standFor(each, found));
    return shown;
  };

  const value = (given: unknown, member = ""): unknown => {
    if (given === undefined || given === null) return given;
    if (leftOut.test(member)) return "(left out)";
    if (typeof given === "string") return tokens.test(member) ? "(a token)" : text(given);
    if (given instanceof Date) return "2026-01-01T00:00:00Z";
    if (given instanceof Uint8Array) return "(left out)";
    if (Array.isArray(given)) return given.map((item) => value(item));
    if (typeof given !== "object") return given;
    const entries = Object.entries(given).filter(([key]) => key !== "$metadata");
    return Object.fromEntries(entries.map(([key, held]) => [text(key), value(held, key)]));
  };

  return {
    text,
    value: (given: unknown) => value(given),
    /** Names something that has no form of its own, as an account or a person, and what stands for it. Longer things first. */
    hide: (what: string, standIn: string) => void hidden.set(what, standIn),
  };
};
