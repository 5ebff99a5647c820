// Logins, users, roles, GRANT / REVOKE / DENY.
import type { AlterAuthorization, AlterRole, AlterUser, CreateLogin, CreateRole, RenameRole, ServerRoleStatement, CreateUser, IndexOption } from '../../ast/ddl';
import type { Position } from '../../ast/common';
import type { PermissionStatement } from '../../ast/statement';
import type { Parser } from '../grammar';
import { isIdentifier, parseIdentifier, parseLooseName, parseObjectName, parseString } from '../names';

/** CREATE or ALTER LOGIN; LOGIN is the next word. */
export function parseLogin(p: Parser, mode: CreateLogin['mode'], at: Position): CreateLogin {
  p.expectWord('LOGIN');
  const name = parseIdentifier(p).name;
  if (mode === 'alter' && p.isWord('ENABLE', 'DISABLE')) return { kind: 'create-login', mode, name, options: [{ name: p.advance().upper, value: 'ON' }], at };
  if (p.isWord('ADD', 'DROP')) throw p.refuse('ALTER LOGIN ... CREDENTIAL');
  const options: IndexOption[] = [];
  if (p.acceptWord('FROM')) {
    if (!p.isWord('WINDOWS')) throw p.refuse(`CREATE LOGIN ... FROM ${p.current.text}`);
    options.push({ name: 'FROM', value: p.advance().upper });
  }
  if (p.acceptWord('WITH')) p.list(() => options.push(...parseLoginOption(p)));
  const password = options.find((option) => option.name === 'PASSWORD')?.value;
  return { kind: 'create-login', mode, name, password: password === undefined ? undefined : String(password), options: options.filter((option) => option.name !== 'PASSWORD'), at };
}

function parseLoginOption(p: Parser): IndexOption[] {
  if (!p.isKind('word')) throw p.unexpected();
  if (p.isSequence('NO', 'CREDENTIAL')) throw p.refuse('ALTER LOGIN ... CREDENTIAL');
  const name = p.advance().upper;
  p.expectSymbol('=');
  if (name !== 'PASSWORD') {
    if (p.isKind('binary') && name === 'SID') return [{ name, value: p.advance().text }];
    if (p.isKind('binary')) throw p.refuse(`CREATE LOGIN ... ${name}`);
    return [{ name, value: parseLooseName(p) }];
  }
  if (p.isKind('binary')) throw p.refuse('hashed passwords');
  const options: IndexOption[] = [{ name, value: parseString(p) }];
  if (p.isWord('HASHED', 'OLD_PASSWORD')) throw p.refuse(`CREATE LOGIN ... ${p.current.upper}`);
  while (p.isWord('MUST_CHANGE', 'UNLOCK')) options.push({ name: p.advance().upper, value: 'ON' });
  if (p.isWord('HASHED')) throw p.refuse('hashed passwords');
  return options;
}

/** CREATE USER; USER is the next word. */
export function parseCreateUser(p: Parser, at: Position): CreateUser {
  p.expectWord('USER');
  const name = parseIdentifier(p).name;
  const withoutLogin = p.acceptSequence('WITHOUT', 'LOGIN');
  let login: string | undefined;
  if (p.acceptWord('FOR', 'FROM')) {
    if (!p.acceptWord('LOGIN')) throw p.refuse(`CREATE USER ... FOR ${p.current.text}`);
    login = parseIdentifier(p).name;
  }
  let defaultSchema: string | undefined;
  if (p.acceptWord('WITH')) {
    if (!p.acceptWord('DEFAULT_SCHEMA')) throw p.refuse(`CREATE USER ... WITH ${p.current.text}`);
    p.expectSymbol('=');
    if (p.isWord('NULL')) throw p.refuse('DEFAULT_SCHEMA = NULL');
    defaultSchema = parseIdentifier(p).name;
    if (p.isSymbol(',')) throw p.refuse(`CREATE USER ... WITH ${p.peek(1).text}`);
  }
  return { kind: 'create-user', name, login, withoutLogin, defaultSchema, at };
}

/** ALTER USER ... WITH NAME, DEFAULT_SCHEMA, LOGIN; USER is the next word. */
export function parseAlterUser(p: Parser, at: Position): AlterUser {
  p.expectWord('USER');
  const name = parseIdentifier(p).name;
  p.expectWord('WITH');
  const options = p.list(() => {
    if (!p.isWord('NAME', 'DEFAULT_SCHEMA', 'LOGIN')) throw p.refuse(`ALTER USER ... WITH ${p.current.text}`);
    const option = p.advance().upper;
    p.expectSymbol('=');
    if (option === 'DEFAULT_SCHEMA' && p.isWord('NULL')) throw p.refuse('DEFAULT_SCHEMA = NULL');
    return [option, parseLooseName(p)] as const;
  });
  const of = (option: string): string | undefined => options.find(([written]) => written === option)?.[1];
  return { kind: 'alter-user', name, newName: of('NAME'), defaultSchema: of('DEFAULT_SCHEMA'), login: of('LOGIN'), at };
}

/** CREATE ROLE; ROLE is the next word. */
export function parseCreateRole(p: Parser, at: Position): CreateRole {
  p.expectWord('ROLE');
  const name = parseIdentifier(p).name;
  return { kind: 'create-role', name, owner: p.acceptWord('AUTHORIZATION') ? parseIdentifier(p).name : undefined, at };
}

/** CREATE, ALTER or DROP SERVER ROLE; SERVER is the next word. */
export function parseServerRole(p: Parser, action: 'create' | 'alter' | 'drop', at: Position): ServerRoleStatement | AlterRole | RenameRole {
  p.expectWord('SERVER');
  if (action === 'alter') return parseAlterRole(p, true, at);
  p.expectWord('ROLE');
  const { name } = parseIdentifier(p);
  if (action === 'drop') return { kind: 'server-role', action, name, at };
  return { kind: 'server-role', action, name, ...(p.acceptWord('AUTHORIZATION') ? { owner: parseIdentifier(p).name } : {}), at };
}

/** ALTER ROLE or ALTER SERVER ROLE; ROLE is the next word. */
export function parseAlterRole(p: Parser, isServerRole: boolean, at: Position): AlterRole | RenameRole | ServerRoleStatement {
  p.expectWord('ROLE');
  const name = parseIdentifier(p).name;
  if (p.acceptWord('WITH')) {
    p.expectWord('NAME');
    p.expectSymbol('=');
    const newName = parseIdentifier(p).name;
    return isServerRole ? { kind: 'server-role', action: 'rename', name, newName, at } : { kind: 'rename-role', name, newName, at };
  }
  const action = p.expectOneOf('ADD', 'DROP') === 'ADD' ? 'add' : 'drop';
  p.expectWord('MEMBER');
  return { kind: 'alter-role', name, action, member: parseLooseName(p), isServerRole, at };
}

/** GRANT, REVOKE or DENY, which is the next word. */
export function parsePermission(p: Parser): PermissionStatement {
  const { at, upper } = p.advance();
  const action = upper.toLowerCase() as PermissionStatement['action'];
  const isGrantOptionFor = action === 'revoke' && p.acceptSequence('GRANT', 'OPTION', 'FOR') ? true : undefined;
  const permissions = p.list(() => parsePermissionName(p));
  const on = p.acceptWord('ON') ? parseSecurable(p) : undefined;
  if (action === 'revoke') p.expectOneOf('TO', 'FROM');
  else p.expectWord('TO');
  const principals = p.list(() => (p.isKind('string') ? parseIdentifier(p).name : parseLooseName(p)));
  const withGrantOption = p.acceptSequence('WITH', 'GRANT', 'OPTION');
  const isCascading = p.acceptWord('CASCADE') ? true : undefined;
  const grantor = p.acceptWord('AS') ? parseLooseName(p) : undefined;
  return { kind: 'permission', action, permissions, on, principals, withGrantOption, isCascading, isGrantOptionFor, grantor, at };
}

/** The first words of all permissions (sys.fn_builtin_permissions). */
const PERMISSION_VERBS = [
  'ADMINISTER',
  'ALL',
  'ALTER',
  'AUTHENTICATE',
  'BACKUP',
  'CHECKPOINT',
  'CONNECT',
  'CONTROL',
  'CREATE',
  'DELETE',
  'ENABLE',
  'EXEC',
  'EXECUTE',
  'EXTERNAL',
  'IMPERSONATE',
  'INSERT',
  'KILL',
  'RECEIVE',
  'REFERENCES',
  'SELECT',
  'SEND',
  'SHOWPLAN',
  'SHUTDOWN',
  'SUBSCRIBE',
  'TAKE',
  'UNMASK',
  'UNSAFE',
  'UPDATE',
  'VIEW',
] as const;

/** `VIEW DEFINITION`, `ALTER ANY SCHEMA`, `SELECT`: the words up to a comma, ON, TO or FROM. */
function parsePermissionName(p: Parser): PermissionStatement['permissions'][number] {
  const words: string[] = [];
  const isVerb = p.isWord(...PERMISSION_VERBS);
  if (!isVerb) throw p.unexpected();
  while (p.isKind('word') && !p.isWord('ON', 'TO', 'FROM')) words.push(p.advance().upper);
  if (words.length === 0) throw p.unexpected();
  const name = words.join(' ');
  return { name: name === 'ALL PRIVILEGES' ? 'ALL' : name, ...acceptColumns(p) };
}

/** ALTER AUTHORIZATION; AUTHORIZATION is the next word. */
export function parseAlterAuthorization(p: Parser, at: Position): AlterAuthorization {
  p.expectWord('AUTHORIZATION', 'ON');
  const { securableClass, name, columns } = parseSecurable(p);
  if (columns) throw p.unexpected();
  p.expectWord('TO');
  const isSchemaOwner = p.acceptSequence('SCHEMA', 'OWNER');
  return { kind: 'alter-authorization', securableClass: securableClass ?? 'OBJECT', name, ...(isSchemaOwner ? {} : { owner: parseLooseName(p) }), at };
}

const acceptColumns = (p: Parser): { readonly columns?: readonly string[] } => (p.isSymbol('(') ? { columns: p.parenthesizedList(() => parseIdentifier(p).name) } : {});

function parseSecurable(p: Parser): NonNullable<PermissionStatement['on']> {
  const words: string[] = [];
  let distance = 0;
  while (p.peek(distance).kind === 'word' && !p.isWordAt(distance, 'TO', 'FROM')) distance++;
  if (distance > 0 && p.isSymbolAt(distance, '::')) {
    while (!p.isSymbol('::')) words.push(p.advance().upper);
    p.advance();
  }
  if (!isIdentifier(p) && !p.isSymbol('.')) throw p.unexpected();
  const name = parseObjectName(p);
  return { securableClass: words.length === 0 ? undefined : words.join(' '), name, ...acceptColumns(p) };
}
