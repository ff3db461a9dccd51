import { diesEverywhere } from './dies-everywhere.ts';

diesEverywhere('genauth');
