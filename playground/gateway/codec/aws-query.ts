import { AwsError } from "../../world/aws-error.ts";
import { byValue } from "./by-value.ts";
import type { Codec } from "./codec.ts";
import { missingMembers, validationErrors } from "./missing.ts";
import { actionOf, type QueryDialect, readQuery } from "./query-input.ts";
import type { Model } from "./shapes.ts";
import { operationShape } from "./shapes.ts";
import { element, escapeXml, xmlMembers } from "./xml-output.ts";

const dialect: QueryDialect = {
  keyOf: (member) => member.xmlName ?? member.name,
  isFlat: (list) => list.xmlFlattened,
  malformed: (key, text, kind) => new AwsError("MalformedInput", `Invalid ${kind} for parameter ${key}: '${text}'`),
};

/** Codes that the query services shorten: elsewhere AWS says `AccessDeniedException`, here `AccessDenied`. */
const commonCodes: Readonly<Record<string, string>> = {
  AccessDeniedException: "AccessDenied",
  ExpiredTokenException: "ExpiredToken",
  InvalidSignatureException: "SignatureDoesNotMatch",
  MissingAuthenticationTokenException: "MissingAuthenticationToken",
};

const check = (model: Model) => (operation: string, input: Readonly<Record<string, unknown>>) => {
  const missing = missingMembers(operationShape(model, operation).input, input);
  if (missing.length > 0) throw new AwsError("ValidationError", validationErrors(missing));
};

/** The awsQuery protocol: Elastic Load Balancing, Auto Scaling, STS. Form fields in, XML out. */
export const awsQuery = (model: Model, xmlNamespace: string): Codec => ({
  operationNames: model.operationNames,
  operationOf: actionOf,
  byValue: byValue(model, true, check(model)),

  decode(operation, request) {
    const input = readQuery(dialect, operation, operationShape(model, operation).input, request);
    check(model)(operation, input);
    return input;
  },

  encode(operation, output, requestId) {
    const shape = operationShape(model, operation).output;
    const result = shape.name === "Unit" ? "" : element(`${operation}Result`, xmlMembers(shape, output ?? {}));
    const metadata = element("ResponseMetadata", element("RequestId", requestId));
    const name = `${operation}Response`;
    return xmlResponse(200, `<${name} xmlns="${xmlNamespace}">${result}${metadata}</${name}>`, requestId);
  },

  encodeError(error, requestId) {
    const known = model.error(error.name);
    const [code, status] = known?.queryCode ?? [commonCodes[error.name] ?? error.name, known?.status ?? error.status];
    const details = known === undefined ? "" : xmlMembers(known.shape, error.details);
    const body =
      element("Type", status < 500 ? "Sender" : "Receiver") +
      element("Code", escapeXml(code)) +
      element("Message", escapeXml(error.message)) +
      details;
    const response = `${element("Error", body)}${element("RequestId", requestId)}`;
    return xmlResponse(status, `<ErrorResponse xmlns="${xmlNamespace}">${response}</ErrorResponse>`, requestId);
  },
});

const xmlResponse = (status: number, body: string, requestId: string) => ({
  status,
  headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
  body: Buffer.from(body),
});
