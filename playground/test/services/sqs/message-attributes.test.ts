import { expect, it } from "vitest";
import { bodies, createWorld, receive, urlOf } from "./world.ts";

const QueueUrl = urlOf("changes");

const withQueue = async () => {
  const world = createWorld();
  await world.call("CreateQueue", { QueueName: "changes" });
  return world;
};

const text = (StringValue: string, DataType = "String") => ({ StringValue, DataType });
const reserved =
  "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.'.";
const characters =
  "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ";

it.each([
  [{ e: text("") }, "Message (user) attribute 'e' must contain a non-empty value of type 'String'."],
  [
    { e: { BinaryValue: new Uint8Array(), DataType: "Binary.gif" } },
    "Message (user) attribute 'e' must contain a non-empty value of type 'Binary.gif'.",
  ],
  [
    { e: text("x", "Foo") },
    "The type of message (user) attribute 'e' is invalid. You must use only the following supported type prefixes: Binary, Number, String.",
  ],
  [{ e: text("abc", "Number.int") }, "Can't cast the value of message (user) attribute 'e' to a number."],
  [{ e: text("1e127", "Number") }, "Can't cast the value of message (user) attribute 'e' to a number."],
  [
    { e: text("x\b") },
    expect.stringContaining("Invalid binary character was found in the message (user) attribute 'e'"),
  ],
  [{ "aWs.x": text("x") }, reserved],
  [{ "x.": text("x") }, reserved],
  [{ "a b": text("x") }, characters],
  [{ "a..b": text("x") }, "Message (user) attribute name must not have successive '.' characters."],
  [{ ["L".repeat(257)]: text("x") }, "Message (user) attribute names must be shorter than 256 Bytes"],
  [
    Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`n${n}`, text("x")])),
    "Number of message attributes [11] exceeds the allowed maximum [10].",
  ],
])("a message with wrong attributes is refused: %#", async (MessageAttributes, message) => {
  const world = await withQueue();
  await expect(world.call("SendMessage", { QueueUrl, MessageBody: "x", MessageAttributes })).rejects.toMatchObject({
    name: "InvalidParameterValue",
    message,
  });
  expect(await bodies(world, "changes")).toEqual([]);
});

it("an attribute may have letters of any alphabet in its name, and a type of its sender's", async () => {
  const world = await withQueue();
  const MessageAttributes = { "attr.1øßä": text("x", "String.json"), n: text("-1.5e3", "Number.float") };
  await world.call("SendMessage", { QueueUrl, MessageBody: "x", MessageAttributes });
  expect(await receive(world, "changes", { MessageAttributeNames: ["All"] })).toMatchObject([{ MessageAttributes }]);
});
