/** "The sequence token is now ignored in PutLogEvents actions", and still given. */
export const sequenceToken = "49039859583810021180206421122506340310361013456";
