import type { Identifier, ReadIdentifiers } from '../../src/targets/target.ts';

/** As Wickr numbers its users. */
export const isAccountId = (text: string): boolean => /^[0-9]{1,10}$/.test(text);

/** Whom an identifier means, without how it was typed. */
export function meaning(identifier: Identifier): string {
  switch (identifier.kind) {
    case 'mention':
      return `<@${identifier.slackUserId}>`;
    case 'user-group':
      return `<!subteam^${identifier.slackUserGroupId}>`;
    case 'email':
      return identifier.email;
    case 'account-id':
      return identifier.id;
    case 'named':
      return `${identifier.lookup.type}:${identifier.lookup.value}`;
  }
}

export const meanings = ({ identifiers }: ReadIdentifiers): readonly string[] => identifiers.map(meaning);

/** Slack's escaping of what a person types. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
