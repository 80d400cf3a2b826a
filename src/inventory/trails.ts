/** What trails let one know: calls of others reach EventBridge through a trail. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html */

/** A trail that takes in what happens in a region. */
export interface TrailView {
  readonly name: string;
  readonly isLogging: boolean;
  /** Whether it logs calls of the control plane that change something. */
  readonly hasWrites: boolean;
}

/** The trail by which it is known who changed something, if there is one. */
export const tellingTrail = (trails: readonly TrailView[]): TrailView | undefined =>
  trails.find(({ isLogging, hasWrites }) => isLogging && hasWrites);

/** Why these trails tell of nothing, where none of them does. */
export const sayNothing = (trails: readonly TrailView[]): string =>
  trails.length === 0
    ? "There is no trail here"
    : `No trail logs management events that write (${trails.map(({ name, isLogging }) => `${name}${isLogging ? "" : ", which is stopped"}`).join("; ")})`;
