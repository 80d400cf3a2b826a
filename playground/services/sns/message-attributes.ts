import { AwsError, NotEmulated } from "../../world/aws-error.ts";

/** What a message carries beside its text, by name: what filters read. */
export type SnsAttributes = Readonly<Record<string, { readonly Type: string; readonly Value: string }>>;

interface Given {
  readonly DataType?: string | undefined;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: unknown;
}

const invalid = (what: string): AwsError =>
  new AwsError("InvalidParameterValueException", `The message attribute ${what}`, { status: 400 });

/** "A-Z, a-z, 0-9, underscore(_), hyphen(-), and period (.)", and no period at either end or twice. */
const isName = (name: string): boolean =>
  /^[\w.-]{1,256}$/.test(name) && !/^\.|\.$|\.\./.test(name) && !/^(AWS|Amazon)\./i.test(name);

/** An array has strings, numbers, booleans and null. */
const isArray = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((each) => each === null || typeof each !== "object");
  } catch {
    return false;
  }
};

const checked = (name: string, { DataType = "", StringValue, BinaryValue }: Given) => {
  if (!isName(name)) throw invalid(`name '${name}' is invalid.`);
  if (BinaryValue !== undefined || DataType.startsWith("Binary"))
    throw new NotEmulated("message attributes of the type Binary");
  if (!/^(String|Number|String\.Array)$/.test(DataType))
    throw invalid(
      `'${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  if (StringValue === undefined || StringValue === "")
    throw invalid(`'${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`);
  if (DataType === "Number" && !Number.isFinite(Number(StringValue)))
    throw invalid(`'${name}' with type 'Number' must use field 'Number'.`);
  if (DataType === "String.Array" && !isArray(StringValue))
    throw invalid(`'${name}' with type 'String.Array' must be a JSON array of strings, numbers, true, false and null.`);
  return { Type: DataType, Value: StringValue };
};

/**
 * The attributes as a message carries them. Throws what SNS answers to those that it does not take.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export const messageAttributes = (given: Readonly<Record<string, Given>>): SnsAttributes =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, checked(name, value)]));
