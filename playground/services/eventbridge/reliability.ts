/** How unreliable the bus is. AWS promises no order, and neither exactly one delivery nor, for most services, any at all. */
export interface BusReliability {
  /** How probably an event is delivered to a target a second time. */
  readonly duplicate?: number;
  /** How probably an event of an AWS service is lost: "best effort" delivery. */
  readonly drop?: number;
  /** The milliseconds until the next delivery. */
  readonly delay?: () => number;
}
