/** Whether a load balancer may be deleted by one call: a person's decision, which a registration may hand to the upgrade. */
import * as z from "zod";

/** Absent and false leave it as it is: nothing is ever taken off but by an undo. */
export const deletionProtectionSchema = z.boolean();

/** The line to add to an environment's file: said wherever a load balancer is found without. */
export const protectionLine = "deletionProtection: true";
