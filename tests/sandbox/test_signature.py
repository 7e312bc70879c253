"""The sheet's test vectors."""

from integrations.sandbox.dialects.shopee import signature

KEY = "6b6f70657261736920706b20746573742076656b746f72206b6f706572617369"
PUSH_BODY = (
    b'{"shop_id": 123, "code": 1, "success": 1, '
    b'"extra": "shop_id 123 is authorized successfully", '
    b'"data": {"more_info": "more info"}, "timestamp": 1470198856}'
)


def test_public_call():
    assert (
        signature.sign_call(
            partner_key=KEY,
            partner_id=2001887,
            path="/api/v2/public/get_shops_by_partner",
            timestamp=1655714431,
        )
        == "f983ecc9322cf042e3110abd193e88d8de3ba51bc90c0f04e02d96c5e84a56c2"
    )


def test_shop_call():
    assert (
        signature.sign_call(
            partner_key=KEY,
            partner_id=2001887,
            path="/api/v2/shop/get_shop_info",
            timestamp=1655714431,
            access_token="59777174636562737266615546704c6d",
            owner_id="14701711",
        )
        == "b0710c1f3e92953edeac8ba27ed2f9ad2b42e50214df850e4330f029e3baf752"
    )


def test_push():
    assert (
        signature.sign_push(
            partner_key="shpk-Vektor-01",
            url="http://www.example.com/example/uri",
            body=PUSH_BODY,
        )
        == "10a5615027d1d454130623461d22dc0fbe3bf45810b90912b3191d92bda2fbb8"
    )


def test_one_byte_more_in_a_push_is_another_signature():
    url = "http://www.example.com/example/uri"
    first = signature.sign_push(partner_key="k", url=url, body=PUSH_BODY)

    assert first != signature.sign_push(partner_key="k", url=url, body=PUSH_BODY + b" ")
    assert first != signature.sign_push(partner_key="k", url=url + "/", body=PUSH_BODY)
