import { AwsError } from "../../world/aws-error.ts";
import { byValue } from "./by-value.ts";
import type { Codec } from "./codec.ts";
import { missingMembers, type Path } from "./missing.ts";
import { actionOf, type QueryDialect, readQuery } from "./query-input.ts";
import type { Member, Model } from "./shapes.ts";
import { operationShape } from "./shapes.ts";
import { element, escapeXml, xmlMembers } from "./xml-output.ts";

const xmlNamespace = "http://ec2.amazonaws.com/doc/2016-11-15/";

/** EC2's keys begin with a capital whatever the XML name, and every list is flat. */
const keyOf = (member: Member): string => {
  if (member.ec2QueryName !== undefined) return member.ec2QueryName;
  const name = member.xmlName ?? member.name;
  return name.charAt(0).toUpperCase() + name.slice(1);
};

const dialect: QueryDialect = {
  keyOf,
  isFlat: () => true,
  malformed: (key, text, kind) =>
    new AwsError("InvalidParameterValue", `Value (${text}) for parameter ${key} is invalid. It must be a ${kind}.`),
};

/** `Filter.1.Name`: the steps as the request would write them; a list's item adds nothing to its number. */
const keyOfPath = (path: Path) =>
  path
    .filter((step, index) => typeof step === "string" || typeof path[index - 1] !== "string")
    .map((step) => (typeof step === "string" ? step : keyOf(step)))
    .join(".");

/** EC2's codes for what the other services call otherwise. */
const commonCodes: Readonly<Record<string, string>> = {
  AccessDeniedException: "UnauthorizedOperation",
  ExpiredTokenException: "RequestExpired",
  InvalidSignatureException: "AuthFailure",
  MissingAuthenticationTokenException: "MissingAuthenticationToken",
};

const check = (model: Model) => (operation: string, input: Readonly<Record<string, unknown>>) => {
  const [missing] = missingMembers(operationShape(model, operation).input, input);
  if (missing !== undefined)
    throw new AwsError("MissingParameter", `The request must contain the parameter ${keyOfPath(missing)}`);
};

/** The ec2Query protocol. EC2's model has no errors: an error's name is its code. */
export const ec2Query = (model: Model): Codec => ({
  operationNames: model.operationNames,
  operationOf: actionOf,
  byValue: byValue(model, false, check(model)),

  decode(operation, request) {
    const input = readQuery(dialect, operation, operationShape(model, operation).input, request);
    check(model)(operation, input);
    return input;
  },

  encode(operation, output, requestId) {
    const members = xmlMembers(operationShape(model, operation).output, output ?? {});
    const name = `${operation}Response`;
    const body = `<${name} xmlns="${xmlNamespace}">${element("requestId", requestId)}${members}</${name}>`;
    return xmlResponse(200, body, requestId);
  },

  encodeError(error, requestId) {
    const code = commonCodes[error.name] ?? error.name;
    const message =
      error.name === "AccessDeniedException"
        ? `You are not authorized to perform this operation. ${error.message}`
        : error.message;
    const body = element("Error", element("Code", escapeXml(code)) + element("Message", escapeXml(message)));
    const response = element("Response", element("Errors", body) + element("RequestID", requestId));
    return xmlResponse(error.status, response, requestId);
  },
});

const xmlResponse = (status: number, body: string, requestId: string) => ({
  status,
  headers: { "content-type": "text/xml;charset=UTF-8", "x-amzn-requestid": requestId },
  body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${body}`),
});
