import type { HttpRequest } from "./http.ts";

/** What a signed request says of its sender and of the service that it is for. The signature itself is not verified. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** Reads `Credential=<key>/<date>/<region>/<service>/aws4_request` of Signature Version 4; undefined if unsigned. */
export const credentialScope = (request: HttpRequest): CredentialScope | undefined => {
  const header = request.headers.authorization ?? "";
  const [, accessKeyId, region, service] =
    /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(header) ?? [];
  return accessKeyId === undefined || region === undefined || service === undefined
    ? undefined
    : { accessKeyId, region, service };
};
