import { spawn } from 'node:child_process';
import { chromium } from 'playwright-core';
const child = spawn(process.execPath, ['sandbox/run.ts'], { stdio: ['ignore','pipe','inherit'] });
let out=''; const address = await new Promise((res)=>child.stdout.on('data',d=>{out+=d; const m=/http:\/\/127\.0\.0\.1:\d+/.exec(out); if(m)res(m[0]);}));
const b = await chromium.launch({ executablePath:'/usr/bin/chromium', args:['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync'] });
const page = await (await b.newContext({ viewport:{width:1200,height:1000} })).newPage(); page.setDefaultTimeout(10000);
page.on('pageerror', e=>console.log('PAGEERROR',e.message));
await page.goto(`${address}/?as=U0ALICE001#C0GENERAL1`);
const say = async (t) => { const box=page.getByRole('textbox',{name:/^Message #general/}); await box.fill(t); await page.keyboard.press('Enter'); };
const shot = async (n) => { await page.waitForTimeout(500); await page.screenshot({path:`/tmp/shots/${n}.png`}); console.log(n); };
try {
await say('/wickr help'); await page.getByText('What you can ask for').first().waitFor(); await shot('help');
await page.getByText('What you can ask for').first().scrollIntoViewIfNeeded(); await shot('help-top');
await say('/wickr lookup erin.schmidt@acme.example pip.pending@acme.example robin.twin@acme.example nobody@acme.example'); await page.getByText('Found').last().waitFor(); await shot('lookup');
await say('/wickr invite'); await page.getByRole('dialog').getByText('Security group',{exact:true}).waitFor(); await shot('invite-form');
await page.getByRole('dialog').getByRole('button',{name:'Preview'}).scrollIntoViewIfNeeded().catch(()=>{});
await page.getByRole('dialog').evaluate(d=>{ for (const e of d.querySelectorAll('*')) if (e.scrollHeight>e.clientHeight+10 && getComputedStyle(e).overflowY!=='visible') e.scrollTop=1e6; }); await shot('invite-form-bottom');
await page.getByRole('dialog').getByLabel(/E-mails or account ids/).fill('nia.new@acme.example\nErin Schmidt <erin.schmidt@acme.example>\nlou.late@acme.example');
await page.getByRole('dialog').getByLabel(/Reason/).fill('New colleagues');
await page.getByRole('dialog').getByRole('button',{name:'Preview'}).click(); await page.getByText('Invite 1 person').first().waitFor(); await shot('invite-preview');
await page.getByRole('dialog').getByRole('button',{name:/Cancel/}).last().click();
await say('/wickr reset-devices @erin @frank @grace --devices "ios, windows" --reason "lost a bag"'); await page.getByText(/Reset devices of/).first().waitFor(); await shot('reset-preview');
await say('/wickr delete irene.rossi@acme.example sasha.suspended@acme.example @frank --reason "left for good"'); await page.getByText(/Delete 2 people/).first().waitFor(); await shot('delete-preview');
await page.getByRole('article').filter({hasText:'Delete 2 people'}).getByRole('button',{name:'Submit for approval'}).click(); await page.getByRole('dialog').waitFor(); await shot('delete-confirm-0'); const d=page.getByRole('dialog').last(); const bb=d.getByRole('button',{name:/Submit for approval|Continue|Confirm/}); 
await shot('delete-phrase');
const input = page.getByRole('dialog').getByRole('textbox').first(); await input.fill('delete 3 acme-prod').catch(e=>console.log('no input',e.message)); await page.getByRole('dialog').getByRole('button',{name:/Submit/}).first().click().catch(e=>console.log(e.message)); await shot('delete-wrong');
} catch(e){ console.log('ERR',e.message); await shot('error'); }
await b.close(); child.kill('SIGTERM');
