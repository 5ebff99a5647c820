// The borders between the numbers of messages. Knows no message.

/** The lowest number that RAISERROR and FORMATMESSAGE take. Source: RAISERROR (Transact-SQL). */
export const FIRST_MESSAGE_NUMBER = 13_000;

/** The number of what RAISERROR makes of a text alone. Those of sp_addmessage are greater, those of the server less. */
export const TEXT_MESSAGE_NUMBER = 50_000;
