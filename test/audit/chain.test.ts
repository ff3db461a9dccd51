import { openStore } from '../../src/store/open-store.ts';
import { quietLog } from '../support/quiet-log.ts';
import { chainSuite } from './chain-suite.ts';

chainSuite(() => openStore({ url: 'sqlite::memory:', log: quietLog }), 60);
