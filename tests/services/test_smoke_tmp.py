import pytest
from sqlalchemy import text


@pytest.mark.parametrize("n", range(6))
def test_it(database, n):
    with database.begin() as tx:
        tx.execute(text("select count(*) from bookings"))
