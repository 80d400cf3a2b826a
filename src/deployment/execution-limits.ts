/** What ends an execution, whatever it does. */

/** The machines' own `TimeoutSeconds`: 30 days. A test holds them to it. */
export const machineTimeoutSeconds = 2_592_000;

/** An execution's history ends at 25,000 events, and the execution with it. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const mostEvents = 25_000;
