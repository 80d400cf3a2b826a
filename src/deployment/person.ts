/** Who asks and who approves, as AWS names them: the ARN that STS answers to a caller. */
import * as z from "zod";

/** The ARN of a person or of a program: a user, an assumed role with its session, a role, an account's root. */
export const callerSchema = z
  .string()
  .max(2_048)
  .regex(/^arn:[^:]+:(iam|sts)::\d{12}:.+$/, "expected the ARN that 'aws sts get-caller-identity' answers");

/**
 * The name of whoever acts: of an assumed role that of its session, since whoever takes the same role is told apart by nothing else; of a
 * user his own. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export const personOf = (caller: string): string =>
  caller
    .replace(/^([^:]*:){5}/, "")
    .split("/")
    .at(-1) ?? caller;

/**
 * Whether two ARNs may be one person: the same name in another role is taken for the same person, who only changed roles. So is a name in
 * other letters: a session may be called as one likes.
 */
export const isSamePerson = (one: string, other: string): boolean =>
  personOf(one).toLowerCase() === personOf(other).toLowerCase();

/** What is known of whoever asked. */
interface Asker {
  readonly requestedBy: string;
  readonly caller?: string | undefined;
}

/** Who asked, in words: what was said of it, and the ARN if one is known. */
export const askedBy = ({ requestedBy, caller }: Asker): string =>
  caller === undefined ? requestedBy : `${requestedBy} (${caller})`;

/** Who asked, in short: what was said of it, and the name that AWS knows the credentials by, where that is another one. */
export const whoAsked = ({ requestedBy, caller }: Asker): string => {
  const person = caller === undefined ? requestedBy : personOf(caller);
  return person === requestedBy ? requestedBy : `${requestedBy} (${person})`;
};
