/**
 * The SDK reads the members of its schema, and drops any other before anybody sees it. What is to be copied is therefore looked at as AWS
 * answers it: a setting that AWS brought after this SDK would be missing in the copy, and nobody would know.
 */
import { NormalizedSchema } from "@smithy/core/schema";
import { UnknownField } from "../errors.ts";
import type { Clients } from "../resources/kinds.ts";

/** An answer as it came: objects, lists and texts, by the names of the wire. */
type Raw = string | readonly Raw[] | { readonly [name: string]: Raw };

type Nodes = { [name: string]: Raw };

const tag = /<(\/?)([\w:.-]+)(?:\s[^>]*?)?(\/?)>/g;

const put = (into: Nodes, name: string, raw: Raw): void => {
  const there = into[name];
  into[name] = there === undefined ? raw : [...(Array.isArray(there) ? (there as readonly Raw[]) : [there]), raw];
};

/** The elements of an XML document, without their texts and attributes: what occurs several times is a list. */
const elementsOf = (xml: string): Nodes => {
  const open: { readonly name: string; readonly nodes: Nodes }[] = [{ name: "", nodes: {} }];
  for (const [, closing, name = "", empty] of xml.matchAll(tag)) {
    if (closing === "") open.push({ name, nodes: {} });
    if (closing === "" && empty === "") continue;
    const ended = open.pop();
    const nodes = ended?.nodes ?? {};
    put(open.at(-1)?.nodes ?? {}, name, Object.keys(nodes).length === 0 ? "" : nodes);
  }
  return open[0]?.nodes ?? {};
};

const isObject = (raw: Raw | undefined): raw is { readonly [name: string]: Raw } =>
  typeof raw === "object" && !Array.isArray(raw) && raw !== null;
const list = (raw: Raw): readonly Raw[] => (Array.isArray(raw) ? (raw as readonly Raw[]) : [raw]);

/** What an instance is and does is no setting, and nothing of it is copied. */
const notCopied: ReadonlySet<string> = new Set(["Instances"]);

/** The paths of what the schema does not know, by the wire's names, which are those that the SDK's own readers look for. */
const strangers = (schema: NormalizedSchema, raw: Raw, path: string, isXml: boolean): readonly string[] => {
  if (schema.isListSchema()) {
    const value = schema.getValueSchema();
    const isWrapped = isXml && !schema.getMergedTraits().xmlFlattened;
    const items = isWrapped && isObject(raw) ? raw[value.getMergedTraits().xmlName ?? "member"] : raw;
    return items === undefined ? [] : list(items).flatMap((item) => strangers(value, item, path, isXml));
  }
  if (!schema.isStructSchema() || !isObject(raw)) return [];
  const members = new Map(
    [...schema.structIterator()].map(([name, member]): [string, NormalizedSchema] => [
      isXml ? (member.getMemberTraits().xmlName ?? name) : name,
      member,
    ]),
  );
  return Object.entries(raw).flatMap(([name, value]) => {
    const member = members.get(name);
    const there = path === "" ? name : `${path}.${name}`;
    if (member === undefined) return [there];
    return notCopied.has(name) ? [] : strangers(member, value, there, isXml);
  });
};

/** What stands around an answer in the query protocols, and is none of it. */
const envelope: ReadonlySet<string> = new Set(["requestId", "ResponseMetadata"]);

/** The answer inside of its envelope: in `<operation>Result`, or in EC2's protocol beside the request's id. */
const inside = (document: Nodes, operation: string): Raw => {
  const [response] = Object.values(document);
  if (!isObject(response)) return {};
  return (
    response[`${operation}Result`] ??
    Object.fromEntries(Object.entries(response).filter(([name]) => !envelope.has(name)))
  );
};

/** The members of an answer that the SDK's schema of the operation does not know, as paths. */
export const unknownMembers = (operation: string, output: unknown, body: string): readonly string[] => {
  const schema = NormalizedSchema.of(output as Parameters<typeof NormalizedSchema.of>[0]);
  const isXml = body.trimStart().startsWith("<");
  const raw = isXml ? inside(elementsOf(body), operation) : body === "" ? {} : (JSON.parse(body) as Raw);
  return strangers(schema, raw, "", isXml);
};

interface Answered {
  readonly response: unknown;
}
type Next = (args: object) => Promise<Answered>;

interface Schemas {
  /** What a command's middleware is told of its operation: kind, namespace, name, traits, input, output. */
  readonly __smithy_context?: { readonly operationSchema?: readonly unknown[] };
}

interface Stack {
  readonly middlewareStack: {
    add(
      middleware: (next: Next, context: Schemas) => Next,
      options: { readonly step: "deserialize"; readonly priority: "low"; readonly name: string },
    ): void;
  };
}

const isAnswer = (response: unknown): response is { body: unknown; readonly statusCode: number } =>
  typeof response === "object" && response !== null && "body" in response && "statusCode" in response;

const bytesOf = async (body: unknown): Promise<Uint8Array> => {
  if (body instanceof Uint8Array) return body;
  if (typeof body === "string") return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** The answers that say what stands around the stack, and of which nothing is copied. */
const onlyLookedAt: ReadonlySet<string> = new Set(["DescribeLoadBalancers", "DescribeSecurityGroups"]);

const refusing = <C>(client: C): C => {
  (client as unknown as Stack).middlewareStack.add(
    // Inside of the SDK's own reader, which takes the body that is left.
    (next, { __smithy_context: { operationSchema = [] } = {} }) =>
      async (args) => {
        const answered = await next(args);
        const { response } = answered;
        const [, , name, , , output] = operationSchema;
        const operation = String(name);
        if (!isAnswer(response) || response.statusCode >= 300 || onlyLookedAt.has(operation)) return answered;
        const bytes = await bytesOf(response.body);
        response.body = bytes;
        const [stranger] = unknownMembers(operation, output, Buffer.from(bytes).toString());
        if (stranger !== undefined)
          throw new UnknownField(
            `AWS answers ${operation} with ${stranger}, which this version of Sarcelle does not know how to copy. A later version may. Nothing was changed.`,
          );
        return answered;
      },
    { step: "deserialize", priority: "low", name: "unknownMembers" },
  );
  return client;
};

/** Clients that throw `UnknownField` for an answer with a member that the SDK does not know: for the first look at what is to be copied. */
export const refusingUnknown = ({ autoScaling, loadBalancing, ec2, cloudWatch }: Clients): Clients => ({
  autoScaling: refusing(autoScaling),
  loadBalancing: refusing(loadBalancing),
  ec2: refusing(ec2),
  cloudWatch: refusing(cloudWatch),
});
