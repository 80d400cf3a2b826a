/**
 * What SQS asks of the attributes of a message.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import { AwsError } from "../../world/aws-error.ts";
import { forbiddenCharacters, type MessageAttributes } from "./message.ts";

const mostAttributes = 10;
const mostCharacters = 256;

const refuseUnless = (valid: boolean, message: string): void => {
  if (!valid) throw new AwsError("InvalidParameterValue", message);
};

/** The guide has letters and digits; accents were seen to be taken (LocalStack's tests), so letters of all alphabets are. */
const checkName = (name: string): void => {
  refuseUnless(name !== "", "The request must contain non-empty message (user) attribute names.");
  refuseUnless(name.length <= mostCharacters, "Message (user) attribute names must be shorter than 256 Bytes");
  refuseUnless(
    /^[\p{L}\p{N}_.-]+$/u.test(name),
    "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ",
  );
  refuseUnless(
    !/^(aws\.|amazon\.|\.)|\.$/i.test(name),
    "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.'.",
  );
  refuseUnless(!name.includes(".."), "Message (user) attribute name must not have successive '.' characters.");
};

/** "A Number can have up to 38 digits of precision, and it can be between 10^-128 and 10^+126." */
const isNumber = (text: string): boolean => {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return false;
  const size = Math.abs(Number(text));
  return size === 0 || (size >= 1e-128 && size <= 1e126);
};

const checkValue = (name: string, { DataType = "", StringValue, BinaryValue }: MessageAttributeValue): void => {
  refuseUnless(
    DataType !== "",
    `The message (user) attribute '${name}' must contain a non-empty message attribute type.`,
  );
  const [type] = DataType.split(".");
  refuseUnless(
    type === "String" || type === "Number" || type === "Binary",
    `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
  );
  refuseUnless(DataType.length <= mostCharacters, "Message (user) attribute types must be shorter than 256 Bytes");
  const empty = type === "Binary" ? (BinaryValue?.length ?? 0) === 0 : (StringValue ?? "") === "";
  refuseUnless(!empty, `Message (user) attribute '${name}' must contain a non-empty value of type '${DataType}'.`);
  if (type === "Binary" || StringValue === undefined) return;
  refuseUnless(
    !forbiddenCharacters.test(StringValue),
    `Invalid binary character was found in the message (user) attribute '${name}' value, the set of allowed characters is #x9 | #xA | #xD | [#x20 to #xD7FF] | [#xE000 to #xFFFD] | [#x10000 to #x10FFFF]`,
  );
  refuseUnless(
    type !== "Number" || isNumber(StringValue),
    `Can't cast the value of message (user) attribute '${name}' to a number.`,
  );
};

/** Throws what SQS answers to attributes that a message cannot have. */
export const checkMessageAttributes = (attributes: MessageAttributes): void => {
  const count = Object.keys(attributes).length;
  refuseUnless(
    count <= mostAttributes,
    `Number of message attributes [${count}] exceeds the allowed maximum [${mostAttributes}].`,
  );
  for (const [name, value] of Object.entries(attributes)) {
    checkName(name);
    checkValue(name, value);
  }
};
