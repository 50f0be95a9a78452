import time
from pathlib import Path
import pytest
from sqlalchemy import text
from notifications.storage.shelves import shelves_on
from notifications.tests.factories import *
from notifications.tests.service.conftest import eventually
from notifications.tests.service.test_notifications import request_mail
from notifications.tests.storage.test_what_is_told_to_many import a_desk
from notifications.use_cases.spread import spread
pytestmark = pytest.mark.timeout(400)
def cpu(pid):
    f=Path(f"/proc/{pid}/stat").read_text().rsplit(")",1)[1].split(); return (int(f[11])+int(f[12]))/100
def test_rate(suite, service, mail):
    mail.kill(); mail.delay=0; mail.start()
    with suite.storage.transaction() as tx:
        shelves_on(tx.connection).messages.add([a_message("contribution_moderated", uuid4()) for _ in range(1500)])
    t=time.time(); c=cpu(service.popen.pid)
    assert suite.settled(1500,200)
    print("mails/s", 1500/(time.time()-t), "cpu ms each", (cpu(service.popen.pid)-c)/1500*1000)
    print("log", service.log.read_text().count("sending_failed"))
def test_urgent(suite, service, mail, teller):
    with suite.storage.transaction() as tx:
        shelves_on(tx.connection).messages.add([a_message("contribution_moderated", uuid4()) for _ in range(2000)])
    time.sleep(1); t=time.time(); r=request_mail(teller)
    assert eventually(lambda: suite.rows("state",f"credential_request_id='{r}'")==["sent"],60)
    print("urgent behind a flood", time.time()-t, len(suite.rows("id","state='queued'")), "still queued")
def test_fan(storage):
    with storage.transaction() as tx:
        tx.connection.execute(text("INSERT INTO participation SELECT :p,:s,gen_random_uuid(),false,true FROM generate_series(1,20000)"),{"p":PROJECT,"s":STEP})
        t=time.time(); shelves_on(tx.connection).fan_outs.add(a_fan_out())
        while spread(a_desk(tx)): pass
        print("fan-out 20000", time.time()-t); tx.connection.rollback()
