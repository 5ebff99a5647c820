// What the instance keeps of a login and of permissions on the server. Plain data.

/** A login: SQL Server authentication only. `sid` is hexadecimal, `roles` are server roles in lower case; dates are datetime ticks. */
export interface Login {
  readonly name: string;
  readonly password: string;
  readonly defaultDatabase: string;
  /** By its official name. */
  readonly defaultLanguage: string;
  readonly principalId: number;
  readonly sid: string;
  readonly isDisabled: boolean;
  readonly roles: readonly string[];
  readonly isPolicyChecked: boolean;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** A server role that is not fixed. `roles` are those that it is in, in lower case. */
export interface ServerRole {
  readonly name: string;
  readonly principalId: number;
  readonly ownerId: number;
  readonly roles: readonly string[];
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** One row of sys.server_permissions. `onLoginId` is set for permissions on a login, such as IMPERSONATE. */
export interface ServerGrant { readonly principalId: number; readonly permission: string; readonly state: 'GRANT' | 'DENY' | 'GRANT_WITH_GRANT_OPTION'; readonly onLoginId?: number }

const SA_SID = '01';

/** sa, who is there from the start. */
export const saLogin = (password: string, now: number): Login =>
  ({ name: 'sa', password, defaultDatabase: 'master', defaultLanguage: 'us_english', principalId: 1, sid: SA_SID, isDisabled: false, roles: ['sysadmin'], isPolicyChecked: true, createdAt: now, modifiedAt: now });
