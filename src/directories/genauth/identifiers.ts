import type { IdentifierType, NamedBy } from '../naming.ts';
import { foldIdentifier, identifierProblem, type UserIdType } from './identifier.ts';

/** In the vendor's names, which `--by` takes. The SDKs' `custom_field` is documented nowhere, so nobody is named by it. */
const TITLES: Readonly<Record<UserIdType, string>> = {
  user_id: 'user id',
  email: 'e-mail',
  phone: 'phone number',
  username: 'username',
  external_id: 'external id',
  identity: 'identity (source id, colon, user id there)',
  sync_relation: 'sync relation (such as lark:ou_8bae)',
};

/** What columns of files are called that hold them, in letters and digits alone. */
const COLUMNS: Readonly<Record<UserIdType, readonly string[]>> = {
  user_id: ['userid', 'id', 'uid', 'accountid', '用户id'],
  email: ['email', 'mail', 'emailaddress'],
  phone: [
    'phone',
    'phonenumber',
    'mobile',
    'mobilenumber',
    'mobilephone',
    'telephone',
    'tel',
    'cell',
    '手机',
    '手机号',
    '电话',
  ],
  username: ['username', 'user', 'login', 'account', 'accountname', '用户名'],
  external_id: ['externalid', 'employeeid', 'employeenumber', 'personnelnumber', 'staffid', '外部id', '工号'],
  identity: ['identity', 'identities'],
  sync_relation: ['syncrelation'],
};

export const IDENTIFIER_TYPES: readonly IdentifierType[] = (Object.keys(TITLES) as UserIdType[]).map((name) => ({
  name,
  title: TITLES[name],
  columns: COLUMNS[name],
  read: (text) => readAs(name, text),
}));

/** As the service writes them; what is typed in capitals may be something else. */
export const isUserId = (text: string): boolean => /^[0-9a-f]{24}$/.test(text);

function readAs(type: UserIdType, typed: string): NamedBy {
  const country = type === 'phone' && /^(?:[+＋]|00)/.test(typed.trim());
  if (country) return { kind: 'unreadable', reason: WITH_COUNTRY };
  const text = type === 'phone' ? typed.replace(/(?<=\d)-(?=\d)/g, '') : typed.trim();
  const problem = identifierProblem(type, text);
  if (problem !== null) return { kind: 'unreadable', reason: `This ${problem}.` };
  const value = foldIdentifier(type, text);
  switch (type) {
    case 'email':
      return { kind: 'named', lookup: { by: 'email', email: value } };
    case 'user_id':
      return { kind: 'named', lookup: { by: 'id', id: value } };
    default:
      return { kind: 'named', lookup: { by: 'name', type, value } };
  }
}

const WITH_COUNTRY =
  'GenAuth looks up phone numbers without their country code. Leave it out; if two people have the same number in two countries, neither is touched.';
