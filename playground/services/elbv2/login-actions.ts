import { createHash } from "node:crypto";
import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import { inRange, oneOf, required } from "../constraints.ts";
import { invalidAction } from "./errors.ts";

/** What AWS fills in, "The default is …". */
const defaults = {
  SessionCookieName: "AWSELBAuthSessionCookie",
  Scope: "openid",
  SessionTimeout: 604_800,
  OnUnauthenticatedRequest: "authenticate",
} as const;

/**
 * An authenticate action as it is stored. The secret of an OIDC client is never answered, so whoever re-sends the action
 * sends it again or sets `UseExistingClientSecret`; `earlier` holds the actions that know it.
 */
export const normaliseLogin = (action: Action, earlier: readonly Action[]): Partial<Action> => {
  if (action.Type === "authenticate-cognito") {
    const config = { ...defaults, ...required(action.AuthenticateCognitoConfig, "authenticateCognitoConfig") };
    required(config.UserPoolArn, "userPoolArn");
    required(config.UserPoolClientId, "userPoolClientId");
    checkEndpoint(`https://${required(config.UserPoolDomain, "userPoolDomain")}/`);
    checkSession(config);
    return { AuthenticateCognitoConfig: config };
  }
  const { UseExistingClientSecret, ...given } = required(action.AuthenticateOidcConfig, "authenticateOidcConfig");
  const config = { ...defaults, ...given };
  for (const member of ["Issuer", "AuthorizationEndpoint", "TokenEndpoint", "UserInfoEndpoint", "ClientId"] as const) {
    required(config[member], member.charAt(0).toLowerCase() + member.slice(1));
  }
  checkEndpoint(config.AuthorizationEndpoint);
  checkSession(config);
  if (config.ClientSecret !== undefined && UseExistingClientSecret) {
    throw invalidAction("You cannot both specify a client secret and set UseExistingClientSecret to true");
  }
  const existing = UseExistingClientSecret
    ? earlier.find(({ Type }) => Type === "authenticate-oidc")?.AuthenticateOidcConfig?.ClientSecret
    : undefined;
  const ClientSecret = config.ClientSecret ?? existing;
  if (ClientSecret === undefined)
    throw invalidAction("You must either specify a client secret or set UseExistingClientSecret to true");
  return { AuthenticateOidcConfig: { ...config, ClientSecret } };
};

/** "This must be a full URL, including the HTTPS protocol, the domain, and the path." */
const checkEndpoint = (url = ""): void => {
  if (!/^https:\/\/[!-~]+$/.test(url) || !URL.canParse(url)) throw invalidAction(`The endpoint '${url}' is not valid`);
};

const checkSession = (config: {
  OnUnauthenticatedRequest?: string | undefined;
  SessionTimeout?: number | undefined;
}): void => {
  oneOf(config.OnUnauthenticatedRequest, "onUnauthenticatedRequest", ["deny", "allow", "authenticate"]);
  inRange(config.SessionTimeout, "sessionTimeout", 1, 604_800);
};

const changeSecrets = (actions: readonly Action[], change: (secret: string) => { ClientSecret?: string }): Action[] =>
  actions.map((action) => {
    if (action.AuthenticateOidcConfig === undefined) return action;
    const { ClientSecret = "", ...config } = action.AuthenticateOidcConfig;
    return { ...action, AuthenticateOidcConfig: { ...config, ...change(ClientSecret) } };
  });

/** As every answer shows actions: without the secret. */
export const withoutSecrets = (actions: readonly Action[]): Action[] => changeSecrets(actions, () => ({}));

/** As a dump of the state shows actions: a secret that was lost or changed shows, and the secret does not. */
export const withHashedSecrets = (actions: readonly Action[]): Action[] =>
  changeSecrets(actions, (secret) => ({ ClientSecret: `sha256:${createHash("sha256").update(secret).digest("hex")}` }));
