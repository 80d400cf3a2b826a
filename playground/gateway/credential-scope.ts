import type { HttpRequest } from "./http.ts";

/** What a signed request says of its sender and of the service that it is for. The signature itself is not verified. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** The parameters with which a URL is signed, none of which is the operation's. */
const ofSignature = /^X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token)$/i;

/** Whether a parameter of a URL belongs to its signature. */
export const signsUrl = (parameter: string): boolean => ofSignature.test(parameter);

/** The parameters of a request's URL. */
export const urlParameters = ({ path }: HttpRequest): URLSearchParams =>
  new URLSearchParams(path.includes("?") ? path.slice(path.indexOf("?")) : "");

/** `<key>/<date>/<region>/<service>/aws4_request`, from the header or, for a request that was signed in advance, from the URL. */
const credentialIn = (request: HttpRequest): string => {
  const header = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? "")?.[1];
  return header ?? urlParameters(request).get("X-Amz-Credential") ?? "";
};

/** Reads the credential of Signature Version 4; undefined if unsigned. */
export const credentialScope = (request: HttpRequest): CredentialScope | undefined => {
  const [, accessKeyId, region, service] =
    /^([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request$/.exec(credentialIn(request)) ?? [];
  return accessKeyId === undefined || region === undefined || service === undefined
    ? undefined
    : { accessKeyId, region, service };
};
