import { parsePolicy } from "../../identity/policy.ts";
import { parseTrust } from "../../identity/trust.ts";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";

const malformed = (message: string) => new AwsError("MalformedPolicyDocumentException", message);

const parsed = (text: string, check: (document: unknown) => void): unknown => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed("This policy contains invalid Json");
  }
  try {
    check(document);
  } catch (error) {
    throw error instanceof AwsError ? error : malformed("Syntax errors in policy.");
  }
  return document;
};

/** The document of an inline policy. Throws MalformedPolicyDocument, or NotEmulated for what cannot be evaluated. */
export const readPolicy = (name: string, text: string): unknown =>
  parsed(text, (document) => void parsePolicy(name, document));

/** A trust policy. Throws MalformedPolicyDocument, or NotEmulated for what cannot be evaluated. */
export const readTrust = (role: string, text: string): unknown => {
  if (/"(Federated|CanonicalUser|NotPrincipal)"|"Deny"/.test(text))
    throw new NotEmulated(`the trust policy of '${role}': principals other than services and AWS, and Deny`);
  return parsed(text, (document) => void parseTrust(role, document));
};

/** "Policies returned by this operation are URL-encoded compliant with RFC 3986." */
export const shownDocument = (document: unknown): string => encodeURIComponent(JSON.stringify(document));
