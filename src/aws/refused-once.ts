/**
 * The SDK asks again after it has learned from an answer how far its clock is off; where that is four minutes and more it takes every refusal
 * for one of those, "not found" too, and asks until its tries are used up (findings/aws-sdk-asks-again-by-a-wrong-clock.sh).
 */

/** What AWS answers to a request that is signed at another time than its own. */
const ofTheClock: ReadonlySet<string> = new Set([
  "AccessDeniedException",
  "AuthFailure",
  "InvalidSignatureException",
  "RequestExpired",
  "RequestInTheFuture",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
]);

interface Refused {
  readonly name?: string;
  readonly $metadata?: { clockSkewCorrected?: boolean };
}
type Handler = (args: object) => Promise<object>;

interface Client {
  readonly middlewareStack: {
    addRelativeTo(
      middleware: (next: Handler) => Handler,
      options: { readonly relation: "after"; readonly toMiddleware: string; readonly name: string },
    ): void;
  };
}

/** The client, which is refused once where the time is not why. */
export const refusedOnce = <C extends object>(client: C): C => {
  // Within the SDK's retries, around its signature, which is what learns of the clock.
  (client as unknown as Client).middlewareStack.addRelativeTo(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const { name = "", $metadata } = error as Refused;
        if ($metadata !== undefined && !ofTheClock.has(name)) $metadata.clockSkewCorrected = false;
        throw error;
      }
    },
    { relation: "after", toMiddleware: "retryMiddleware", name: "sarcelleRefusedOnce" },
  );
  return client;
};
