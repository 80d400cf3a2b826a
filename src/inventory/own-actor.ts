/** How whoever changed something is called where it was Sarcelle: by its own events the execution that acts, by CloudTrail a function's role. */

const prefix = "sarcelle ";

/** What an announcement says of who changed something: the execution, or the rollback, that held the lock. */
export const actorOf = (owner: string): string => `${prefix}${owner}`;

/** The execution, or the rollback, that held the lock, where an announcement named it. */
export const ownerOf = (actor: string): string | undefined =>
  actor.startsWith(prefix) ? actor.slice(prefix.length) : undefined;

/** Whether that is a deployment, which says so itself, or one of the stack's functions, as CloudTrail has it by its role. */
export const isOwn = (actor: string, stack: string): boolean =>
  ownerOf(actor) !== undefined || actor.includes(`:assumed-role/${stack}-`);
