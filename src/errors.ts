/**
 * Every error that Sarcelle throws by name. Step Functions matches `ErrorEquals` against an error's name, so these names are
 * an interface: the state machines may mention these and no others. A message says what was found, what was expected and
 * what to do, since it becomes the cause of the execution that a person reads.
 */
class SarcelleError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

// Refusals: thrown before the first change; nothing is locked, nothing needs undoing.

/** Thrown when an execution's input or an environment's file is malformed. */
export class InvalidInput extends SarcelleError {}
/** Thrown when no environment of that name is registered. */
export class UnknownEnvironment extends SarcelleError {}
/** Thrown when the caller's account or region is not the environment's. */
export class WrongAccount extends SarcelleError {}
/** Thrown when another deployment holds the environment's lock. */
export class EnvironmentBusy extends SarcelleError {}
/** Thrown when AWS does not look as the environment's registration says: a listener that forwards elsewhere, a missing side. */
export class NotAsRegistered extends SarcelleError {}
/** Thrown when a resource carries another environment's ownership tag. */
export class NotOurs extends SarcelleError {}
/** Thrown when a placeholder port can be reached from anywhere. */
export class PlaceholderPortOpen extends SarcelleError {}
/** Thrown when AWS describes a resource with a field that the upgrade does not know how to copy. */
export class UnknownField extends SarcelleError {}
/** Thrown when there is nothing that a rollback could undo. */
export class NothingToUndo extends SarcelleError {}

// Failures: thrown in the course of a deployment; the state machine leads to the rollback.

/** Thrown when a resource is in neither state of a change: somebody else touched it. Nothing was written. */
export class Conflict extends SarcelleError {}
/** Thrown when a write does not show in reads within its deadline. */
export class NotVisible extends SarcelleError {}
/** Thrown when this deployment does not hold the environment's lock any more. Nothing was written. */
export class LockLost extends SarcelleError {}
/** Thrown when a side's instances keep dying or never become healthy. */
export class SideUnhealthy extends SarcelleError {}
/** Thrown when a wait's deadline is over. */
export class DeadlineExceeded extends SarcelleError {}
/** Thrown when an environment's HTTP check does not get the answer it expects. */
export class CheckFailed extends SarcelleError {}
/** Thrown when the side that is to get traffic cannot carry it. */
export class SideNotReady extends SarcelleError {}
/** Thrown when an alarm goes off, or the side fails, during the bake. */
export class BakeFailed extends SarcelleError {}
/** Thrown when the live configuration is not what it was before the upgrade. */
export class LiveSideChanged extends SarcelleError {}
/** Thrown when AWS throttles the call; retried by the state machine. */
export class Throttled extends SarcelleError {}
/** Thrown when AWS does not answer, or answers with a failure of its own; retried by the state machine. */
export class AwsUnavailable extends SarcelleError {}
/** Thrown when a rollback could not restore everything; the message says what is left and what to do. */
export class RollbackIncomplete extends SarcelleError {}
