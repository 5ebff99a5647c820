// Messages of the system procedures and of DDL on schemas and principals, numbers 15000 to 15999. Part of the catalogue (catalogue.ts).
// In numeric order; one line each. Placeholders become required arguments of raise().
import { message } from './sql-error';

/** Messages raised by sp_ procedures, and by the statements that took their places. */
export const PROCEDURE_MESSAGES = {
  NotALogin: message(15007, 16, "'{login}' is not a valid login or you do not have permission."),
  ObjectNotInDatabase: message(15009, 16, "The object '{name}' does not exist in database '{database}' or is invalid for this operation."),
  PrincipalExists: message(15023, 16, "User, group, or role '{name}' already exists in the current database."),
  LoginExists: message(15025, 16, "The server principal '{name}' already exists."),
  CompatibilityLevels: message(15048, 16, 'Valid values of the database compatibility level are 100, 110, 120, 130, 140, 150, or 160.'),
  PropertyTooLarge: message(15097, 16, 'The size associated with an extended property cannot be more than 7,500 bytes.'),
  NotATriggerFor: message(15125, 16, "Trigger '{trigger}' is not a trigger for '{event}'."),
  TriggerOrderTaken: message(15130, 16, "There already exists a '{order}' trigger for '{event}'."),
  NoOrderOfInsteadOf: message(15133, 16, "INSTEAD OF trigger '{trigger}' cannot be associated with an order."),
  ExtendedPropertyTarget: message(15135, 16, "Object is invalid. Extended properties are not permitted on '{object}', or the object does not exist.", 8),
  PrincipalOwnsSchema: message(15138, 16, 'The database principal owns a schema in the database, and cannot be dropped.'),
  RoleHasMembers: message(15144, 16, 'The role has members. It must be empty before it can be dropped.'),
  CannotActOn: message(15150, 16, "Cannot {action} the {kind} '{name}'."),
  CannotFindForAction: message(15151, 16, "Cannot {action} the {kind} '{name}', because it does not exist or you do not have permission."),
  ObjectNotFoundForProcedure: message(15165, 16, "Could not find object '{name}' or you do not have permission."),
  NoTextFor: message(15197, 16, "There is no text for object '{name}'."),
  ExtendedPropertyMissing: message(15217, 16, "Property cannot be updated or deleted. Property '{property}' does not exist for '{object}'."),
  NoItemNamed: message(15225, 11, "No item by the name of '{name}' could be found in the current database '{database}', given that @itemtype was input as '{type}'."),
  ExtendedPropertyExists: message(15233, 16, "Property cannot be added. Property '{property}' already exists for '{object}'."),
  NoSpaceAllocated: message(15234, 16, 'Objects of this type have no space allocated.'),
  AmbiguousRename: message(15248, 11, 'Either the parameter @objname is ambiguous or the claimed @objtype ({type}) is wrong.'),
  NotTheCurrentDatabase: message(15250, 16, 'The database name component of the object qualifier must be the name of the current database.'),
  KeyTableMissing: message(15252, 16, 'The primary or foreign key table name must be given.'),
  NewNameInUse: message(15335, 11, "Error: The new name '{name}' is already in use as a {kind} name and would cause a duplicate that is not permitted."),
  RenameEnforced: message(15336, 16, "Object '{name}' cannot be renamed because the object participates in enforced dependencies."),
  TransferOfOwned: message(15347, 16, 'Cannot transfer an object that is owned by a parent object.'),
  MemberMissing: message(15410, 11, "User or role '{name}' does not exist in this database."),
  SchemaObjectExists: message(15530, 16, 'The {kind} with name "{name}" already exists.'),
  InvalidProcedureOption: message(15600, 15, "An invalid parameter or option was specified for procedure '{procedure}'."),
  SessionKeyReadOnly: message(15664, 16, "Cannot set key '{key}' in the session context. The key has been set as read_only for this session."),
} as const;
