/**
 * SQS's old protocol. Its model knows the names of the new one only: in forms and XML, lists and maps are flat and called by what they
 * hold one of.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
 */
import type { HttpRequest } from "../http.ts";
import type { Codec } from "./codec.ts";
import { isScalar, type Member, type Model, type Shape, type Structure } from "./shapes.ts";

/** What one item of a member is called, where not as its shape. */
const itemNames: Readonly<Record<string, string>> = {
  Actions: "ActionName",
  AWSAccountIds: "AWSAccountId",
  AttributeNames: "AttributeName",
  Attributes: "Attribute",
  BinaryListValues: "BinaryListValue",
  MessageAttributeNames: "MessageAttributeName",
  MessageAttributes: "MessageAttribute",
  MessageSystemAttributeNames: "MessageSystemAttributeName",
  MessageSystemAttributes: "MessageSystemAttribute",
  Messages: "Message",
  QueueUrls: "QueueUrl",
  queueUrls: "QueueUrl",
  StringListValues: "StringListValue",
  TagKeys: "TagKey",
  Tags: "Tag",
  tags: "Tag",
};

const itemOf = (shape: Shape): string =>
  shape.kind === "list" ? itemOf(shape.item.shape) : shape.kind === "structure" ? shape.name : "";

const rename = (member: Member, shape: Shape): Member => {
  if (isScalar(shape) || shape.kind === "structure") return { ...member, shape };
  const xmlName = itemNames[member.name] ?? itemOf(shape);
  if (shape.kind === "list") return { ...member, shape, xmlName, xmlFlattened: true };
  const [key, value] = xmlName === "Tag" ? ["Key", "Value"] : ["Name", "Value"];
  return {
    ...member,
    xmlName,
    xmlFlattened: true,
    shape: { ...shape, key: { ...shape.key, xmlName: key }, value: { ...shape.value, xmlName: value } },
  };
};

/** SQS's shapes are no circle. */
const renamed = (shape: Shape): Shape => {
  if (shape.kind === "structure") return renamedMembers(shape);
  if (shape.kind === "list") return { ...shape, item: { ...shape.item, shape: renamed(shape.item.shape) } };
  if (shape.kind === "map") return { ...shape, value: { ...shape.value, shape: renamed(shape.value.shape) } };
  return shape;
};

const renamedMembers = (shape: Structure): Structure => ({
  ...shape,
  members: shape.members.map((member) => rename(member, renamed(member.shape))),
});

/** The model of SQS as the query protocol names its members. */
export const inQueryNames = (model: Model): Model => {
  const known = new Map<string, ReturnType<Model["operation"]>>();
  return {
    ...model,
    operation(name) {
      const shape = model.operation(name);
      if (shape !== undefined && !known.has(name))
        known.set(name, { ...shape, input: renamedMembers(shape.input), output: renamedMembers(shape.output) });
      return known.get(name);
    },
  };
};

/** The URL of the queue that a request was sent to, if it was sent to one: then the request need not name it. */
const queueUrlOf = ({ path, headers }: HttpRequest): string | undefined => {
  const [, queue] = /^(\/\d{12}\/[\w.-]+)(?:\?|$)/.exec(path) ?? [];
  return queue === undefined ? undefined : `http://${headers.host}${queue}`;
};

/** A codec of SQS whose requests may be sent to the queue's URL without its name. */
export const ofQueue = (codec: Codec): Codec => ({
  ...codec,
  decode(operation, request) {
    const url = queueUrlOf(request);
    const isNamed = url === undefined || /(^|[?&])QueueUrl=/.test(request.path) || hasQueueUrl(request.body);
    if (isNamed) return codec.decode(operation, request);
    const named = `${new TextDecoder().decode(request.body)}&QueueUrl=${encodeURIComponent(url)}`;
    return codec.decode(operation, { ...request, body: Buffer.from(named) });
  },
});

const hasQueueUrl = (body: Uint8Array): boolean => new URLSearchParams(new TextDecoder().decode(body)).has("QueueUrl");
